// Pages work without this. With it they follow what happens: the server says which topics have
// news, and the parts of the page that show them are taken from the page, asked for again.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
    button.textContent = button.dataset.done;
  });
}

// The page says how many seconds were left when it was made: the clocks of two machines differ.
setInterval(() => {
  for (const timer of document.querySelectorAll("[data-left]")) {
    timer.end ??= performance.now() + timer.dataset.left * 1000;
    const left = Math.max(0, Math.round((timer.end - performance.now()) / 1000));
    timer.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
  }
}, 1000);

(() => {
  if (!window.EventSource || !document.querySelector("[data-news]")) return;
  let waiting = new Set();
  let busy = false;

  const shows = (part) => part.dataset.news.split(" ").some((topic) => waiting.has(topic));
  // What somebody is using is left alone: it follows when he is done.
  const inUse = (part) => part.contains(document.activeElement) && document.activeElement !== document.body;

  async function refresh() {
    if (busy || document.hidden || waiting.size === 0) return;
    const parts = [...document.querySelectorAll("[data-news]")].filter(shows);
    const held = new Set(parts.filter(inUse).flatMap((part) => part.dataset.news.split(" ")));
    waiting = new Set([...waiting].filter((topic) => held.has(topic)));
    if (parts.every(inUse)) return;
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (answer.status === 401) { location.reload(); return; }
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of parts) {
        const fresh = page.getElementById(part.id);
        if (fresh && !inUse(part) && fresh.outerHTML !== part.outerHTML) {
          part.replaceWith(document.adoptNode(fresh));
        }
      }
    } catch {
      // The stream says when the server is there again.
    } finally {
      busy = false;
    }
    if ([...waiting].some((topic) => !held.has(topic))) refresh();
  }

  // What came up since this page was made is told first, and again after a lost connection.
  const stream = new EventSource("/news?since=" + document.body.dataset.seen);
  stream.addEventListener("news", (event) => {
    for (const topic of event.data.split(" ")) waiting.add(topic);
    refresh();
  });
  // A restart takes a moment; after that nobody should trust what stands here.
  let silent;
  stream.addEventListener("open", () => {
    clearTimeout(silent);
    silent = undefined;
    document.getElementById("lost").hidden = true;
  });
  stream.addEventListener("error", () => {
    silent ??= setTimeout(() => { document.getElementById("lost").hidden = false; }, 5000);
  });
  document.addEventListener("visibilitychange", refresh);
  document.addEventListener("focusout", () => setTimeout(refresh, 0));
  window.addEventListener("pagehide", () => stream.close());
})();
