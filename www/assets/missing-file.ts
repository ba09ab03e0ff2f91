// Recognises files that the server does not have, probably because its release is newer than the page.

/** Returns the error for a file that was refused with this status. */
export const refusal = (url: string, status: number) => new Error(`${url} answered ${status}`);

/** Whether an error means that a file is gone, so that only reloading the page can help. */
export const isMissing = (error: unknown) => /answered (404|410)/.test(String(error));
