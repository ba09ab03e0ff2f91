// Detects that the page's Content-Security-Policy has blocked a request.

/** Watches for violations of the page's Content-Security-Policy, until `stop` or `result`: whether it has blocked the address. */
export function listenForViolation(url: string) {
  let refused = false;
  const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    refused ||= blockedURI === url || new URL(url).origin === blockedURI;
  };
  const stop = () => document.removeEventListener('securitypolicyviolation', onViolation);
  document.addEventListener('securitypolicyviolation', onViolation);
  return {
    stop,
    async result() {
      // The event comes a moment after the request has failed.
      await new Promise((later) => setTimeout(later, 50));
      stop();
      return refused;
    },
  };
}
