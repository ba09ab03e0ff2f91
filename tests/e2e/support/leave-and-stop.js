// Leaves a page before its server stops: what the page still loads would fail, and a failed request fails the test.

export async function leaveAndStop(page, stop) {
  await page.goto('about:blank');
  await stop();
}
