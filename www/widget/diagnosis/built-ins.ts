// Detects that built-in objects of the language do not work, because the page uses their names for something else.

/** Whether one of the objects that pages have functions or classes of the same name for does not work. */
export function hasBrokenBuiltIns(): boolean {
  try {
    return !(new Set([1]).has(1) && new Map([[1, 1]]).has(1) && Date.now() && Number('1') === 1 && 'then' in Promise.resolve() && 'DateTimeFormat' in Intl);
  } catch {
    return true;
  }
}
