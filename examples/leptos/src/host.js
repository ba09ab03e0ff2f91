// What the chat calls in the page: `Host` in src/host.rs of ocs-chat. This page stores nothing and has no files.

export function createHost(close) {
  let context;
  return {
    close,
    // Offered in the menu of conversations that are stored.
    deleteConversation() {},
    turnSound() {},
    readAloud: () => undefined,
    toggleReadAloud() {},
    unread(count) {
      document.title = count ? `(${count}) Shop` : 'Shop';
    },
    warn(reason) {
      console.error(`The chat has a problem that only the owner of this site can solve: ${reason}`);
    },
    emit() {},
    takeContext() {
      const taken = context;
      context = undefined;
      return taken;
    },
    restoreContext(returned) {
      context = returned;
    },
    beforeSend: (message, sessionId, pageContext) => pageContext,
    bearerToken: () => undefined,
    reportSunset() {},
    memory: new Map(),
    fileStore: async () => undefined,
    // Called for conversations that tabs share.
    requestLock: () => undefined,
    upload: async () => undefined,
    drawThumbnail: async () => undefined,
    // The chat announces that the text has been copied. A page can show that on the button, the second parameter, too.
    async copyText(text) {
      await navigator.clipboard.writeText(text);
      return true;
    },
    saveFile(name, type, text) {
      const link = document.createElement('a');
      link.download = name;
      link.href = URL.createObjectURL(new Blob([text], { type }));
      link.click();
    },
    openFile() {},
    showPicture(link, address) {
      const image = new Image();
      image.referrerPolicy = 'no-referrer';
      image.alt = link.textContent;
      image.onload = () => link.replaceChildren(image);
      link.parentElement.querySelector('button')?.remove();
      image.src = address;
    },
    enrich() {},
    painted: Promise.resolve(),
  };
}
