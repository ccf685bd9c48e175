// Keys go to the screens as soon as they are drawn, without a click.
new MutationObserver((_, watch) => {
  const field = document.querySelector(".xterm-helper-textarea");
  if (field && document.querySelector(".-first-byte")) { field.focus(); watch.disconnect(); }
}).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["class"] });
