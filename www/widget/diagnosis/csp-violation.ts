// Detects that the page's Content-Security-Policy has blocked a request.

/**
 * Listens for violations of the page's Content-Security-Policy. Call `stop`, or `wasBlocked`, which waits for late events, stops, and
 * resolves to whether the policy has blocked `url`.
 */
export function listenForViolation(url: string) {
  let isBlocked = false;
  const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    isBlocked ||= blockedURI === url || new URL(url).origin === blockedURI;
  };
  const stop = () => document.removeEventListener('securitypolicyviolation', onViolation);
  document.addEventListener('securitypolicyviolation', onViolation);
  return {
    stop,
    async wasBlocked() {
      // The event comes a moment after the request has failed.
      await new Promise((resolve) => setTimeout(resolve, 50));
      stop();
      return isBlocked;
    },
  };
}
