// The styles of what is on the page beside the window, as far as they can wait until the visitor comes near.

const STYLES = `
.layer.top{display:block;position:fixed;inset:0 auto auto 0;width:0;height:0;margin:0;padding:0;border:0;overflow:visible;background:none}
.launcher{max-width:calc(100vw - 40px)}
.launcher:hover{
  filter:brightness(1.12);background:var(--button-background-color-hover,var(--button-background-color,var(--ocs-accent,#4338ca)));
  color:var(--button-text-color-hover,var(--button-text-color,var(--ocs-on-accent,#fff)));
  border-color:var(--button-border-color-hover,var(--button-border-color,transparent))
}
.launcher:focus-visible,.frame button:focus-visible{outline:3px solid var(--ocs-accent,#4338ca);outline-offset:3px;box-shadow:0 0 0 3px #fff}
.launcher span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.launcher .badge{
  position:absolute;top:-4px;inset-inline-end:-4px;min-width:22px;padding:0 6px;border-radius:11px;
  box-sizing:border-box;background:#c81e1e;color:#fff;font-size:13px;line-height:22px;text-align:center
}
.launcher img{border-radius:inherit;object-fit:cover;pointer-events:none}
.frame div{gap:14px;text-align:center}
.frame div button{border:1px solid;border-radius:10px}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** One sheet for all of a page. */
export function restStyles() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}
