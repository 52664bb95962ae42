// The Retry of a failed (parked) task: asks why, tells the ledger through Flower's API, shows what came of it.
(() => {
  "use strict";
  const told = document.currentScript.dataset;

  const cookie = (name) => {
    const found = document.cookie.match(`(?:^|;)\\s*${name}\\s*=\\s*([^;]+)`);
    return found ? decodeURIComponent(found[1]) : "";
  };

  const dialog = document.createElement("dialog");
  dialog.id = "orderlane-retry";
  dialog.innerHTML = `
    <form method="dialog" class="p-2">
      <p class="mb-2">Let the order of <code></code> go on with this event?<br>
        The OMS is read first, so nothing that is done already is done again.</p>
      <label class="form-label" for="orderlane-why">Why (kept in the order's timeline)</label>
      <input class="form-control mb-3" id="orderlane-why" name="why" maxlength="300" autocomplete="off">
      <p class="text-danger" role="alert" hidden></p>
      <button class="btn btn-primary" type="submit">Retry</button>
      <button class="btn btn-outline-secondary" type="button" value="no">Not now</button>
    </form>`;
  document.body.append(dialog);
  const form = dialog.querySelector("form");
  const alert = dialog.querySelector("[role=alert]");
  let task = "";

  const ask = (id) => {
    task = id;
    dialog.querySelector("code").textContent = id;
    alert.hidden = true;
    dialog.showModal();
  };

  const retry = async () => {
    const answer = await fetch(`${told.api}/${encodeURIComponent(task)}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-XSRFToken": cookie("_xsrf") },
      body: JSON.stringify({ why: form.elements.why.value }),
    });
    if (!answer.ok) throw new Error((await answer.text()) || `refused: ${answer.status}`);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await retry();
      window.location.reload();
    } catch (failure) {
      alert.textContent = failure.message;
      alert.hidden = false;
    }
  });
  dialog.querySelector("[value=no]").addEventListener("click", () => dialog.close());

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-orderlane-retry]");
    if (button) ask(button.dataset.orderlaneRetry);
  });

  const rows = document.querySelector("#tasks-table tbody");
  if (!rows) return;
  const mark = () => {
    for (const row of rows.querySelectorAll("tr")) {
      const link = row.querySelector('a[href*="/task/"]');
      const state = [...row.querySelectorAll(".badge")].find((one) => one.textContent.trim() === "FAILURE");
      if (!link || !state || row.querySelector("[data-orderlane-retry]")) continue;
      const button = document.createElement("button");
      button.className = "btn btn-sm btn-outline-primary ms-2";
      button.textContent = "Retry";
      button.dataset.orderlaneRetry = decodeURIComponent(link.getAttribute("href").split("/task/")[1]);
      state.after(button);
    }
  };
  new MutationObserver(mark).observe(rows, { childList: true, subtree: true });
  mark();
})();
