// Recognises files that the server does not have. Probably the page is older than the release that the server has now.

/** The error of a file that was refused with this status. */
export const refusal = (url: string, status: number) => new Error(`${url} answered ${status}`);

/** Whether an error is a refusal of a file that is gone, so that only a new page can help. */
export const isMissing = (error: unknown) => /answered (404|410)/.test(String(error));
