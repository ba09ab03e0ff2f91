// Detects that the page's Content-Security-Policy has blocked a request.

/** Watches for violations of the page's Content-Security-Policy until `stop` or `result`, which resolves to whether it blocked the address. */
export function listenForViolation(url: string) {
  let isBlocked = false;
  const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    isBlocked ||= blockedURI === url || new URL(url).origin === blockedURI;
  };
  const stop = () => document.removeEventListener('securitypolicyviolation', onViolation);
  document.addEventListener('securitypolicyviolation', onViolation);
  return {
    stop,
    async result() {
      // The event comes a moment after the request has failed.
      await new Promise((resolve) => setTimeout(resolve, 50));
      stop();
      return isBlocked;
    },
  };
}
