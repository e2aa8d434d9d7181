// The page works without this. With it, it follows what happens: the parts that show it are taken
// from the page, asked for again whenever the simulator says that something is new.
"use strict";

(async () => {
  const talk = () => document.getElementById("talk");
  const down = () => { if (talk()) talk().scrollTop = talk().scrollHeight; };
  down();
  let seen = document.body.dataset.seen;
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // What somebody is using is left alone.
  const inUse = (part) => part.contains(document.activeElement) && document.activeElement !== part;

  async function refresh() {
    // A page that says what could not be done has another address.
    const shown = document.querySelector("nav a[aria-current]");
    const answer = await fetch(shown ? shown.href : "/");
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && !inUse(part) && fresh.outerHTML !== part.outerHTML) {
        part.replaceWith(document.adoptNode(fresh));
      }
    }
    seen = page.body.dataset.seen;
    down();
  }

  while (seen !== undefined) {
    try {
      const answer = await fetch("/_play/news?seen=" + seen);
      if ((await answer.text()) !== seen) await refresh();
      await pause(200);
    } catch {
      await pause(2000);
    }
  }
})();
