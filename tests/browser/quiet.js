// Keeps account of what the page still waits for, so that tests wait exactly as long: see tests/browser/journey.py.
(() => {
  const now = () => performance.now();
  const account = { asked: 0, answered: 0, changed: now(), transfers: 0 };

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...data) {
    if (!this.watched) {
      this.watched = true;
      this.addEventListener("message", () => { account.answered = now(); });
    }
    account.asked = now();
    return send.apply(this, data);
  };

  const transfer = XMLHttpRequest.prototype.send; // uploads
  XMLHttpRequest.prototype.send = function (...data) {
    account.transfers += 1;
    this.addEventListener("loadend", () => { account.transfers -= 1; account.changed = now(); });
    return transfer.apply(this, data);
  };

  new MutationObserver(() => { account.changed = now(); }).observe(
    document, { subtree: true, childList: true, attributes: true, characterData: true });

  // Whether the server has answered all it was asked, its script has ended, and nothing was drawn for so many ms.
  window.pageIsQuiet = (quietMs) =>
    account.transfers === 0 &&
    account.answered >= account.asked &&
    now() - Math.max(account.asked, account.answered, account.changed) >= quietMs &&
    document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]") !== null &&
    document.querySelector("[data-testid=stSkeleton], [data-testid=stAppSkeleton]") === null;
})();
