// The first script of the page, and the only one that needs nothing else. It listens at once, so that neither the app nor the
// parent window can be too early, and it can say that the page does not work when nothing else has loaded.
//
// A classic script in the head, not a module: it runs before the page is parsed any further.
(() => {
  'use strict';

  /** @type {Record<Operation, string>} */
  const FLOWS = { 'set-pin': 'set_pin', 'view-pin': 'view_pin' };
  const FINAL = /^(?:set|view)_pin_(?:success|error)$/;
  const CONTROL_ID = /^[!-~]{1,256}$/;
  // Within this time the page is there, or it will not be.
  const SET_UP_MS = 30_000;

  const page = document.documentElement;
  // The one origin that may hold this page in a frame; none for a page of its own.
  const frameOrigin = page.dataset.frameOrigin ?? '';
  const assets = new URL('.', /** @type {HTMLScriptElement} */ (document.currentScript).src);

  let operation = asOperation(page.dataset.operation);
  let over = false;
  let loaded = false;
  /** @type {{ reason: Reason, uncertain: boolean } | undefined} */
  let failure;
  /** @type {(opening: Opening) => void} */
  let resolveOpened = () => {};
  /** @type {Promise<Opening>} */
  const opened = new Promise((resolve) => {
    resolveOpened = resolve;
  });

  /** @type {Boot} */
  const boot = {
    opened,
    get over() {
      return over;
    },
    tell,
    fail,
    show,
    say,
    uncertain: false,
    submit: undefined,
    wipe: undefined,
  };

  /** @param {unknown} text @returns {Operation | undefined} */
  function asOperation(text) {
    return text === 'set-pin' || text === 'view-pin' ? text : undefined;
  }

  /** @param {string} event @param {boolean} [value] */
  function tell(event, value) {
    if (over) return;
    over = FINAL.test(event);
    post(event, value);
    if (over && event.endsWith('_error')) end();
  }

  /** @param {string} event @param {boolean} [value] */
  function post(event, value) {
    const message = value === undefined ? { event } : { event, pin_valid: value };
    // One bridge that throws must not cost the others their event.
    quietly(() => {
      const android = window.android_handler;
      if (typeof android?.[event] !== 'function') return;
      if (value === undefined) android[event]();
      else android[event](value);
    });
    quietly(() => window.webkit?.messageHandlers?.ios_handler?.postMessage(message));
    quietly(() => {
      if (frameOrigin !== '' && window.parent !== window) window.parent.postMessage(message, frameOrigin);
    });
  }

  /** @param {() => void} action */
  function quietly(action) {
    try {
      action();
    } catch {
      // Of the app's making; there is nobody to tell.
    }
  }

  /** In the cardholder's language, if that can be had; the events do not wait for it. */
  function translate() {
    import(new URL('texts.js', assets).href).then((texts) => texts.speak()).catch(() => {});
  }

  /** @param {Reason} reason */
  function fail(reason) {
    if (over || failure !== undefined) return;
    failure = { reason, uncertain: boot.uncertain };
    if (operation !== undefined) {
      tell(`${FLOWS[operation]}_error`);
    } else if (frameOrigin === '') {
      // A page that was refused before anybody knew what it was for.
      over = true;
      for (const flow of Object.values(FLOWS)) post(`${flow}_error`);
      end();
    } else {
      // What it was for, the parent is about to say.
      end();
    }
    explain();
  }

  function end() {
    const wipe = boot.wipe;
    boot.submit = undefined;
    boot.wipe = undefined;
    if (wipe !== undefined) quietly(wipe);
  }

  function explain() {
    // Before the body is parsed there is nothing to show it in; the end of parsing calls again.
    if (failure === undefined || document.readyState === 'loading') return;
    for (const text of document.querySelectorAll('[data-reason]')) {
      if (text instanceof HTMLElement) text.hidden = text.dataset.reason !== failure.reason;
    }
    for (const text of document.querySelectorAll('[data-uncertain]')) {
      if (text instanceof HTMLElement) text.hidden = !failure.uncertain;
    }
    show('failed');
    if (!loaded) translate();
  }

  /** @param {string} name */
  function show(name) {
    page.dataset.state = name;
    for (const panel of document.querySelectorAll('[data-panel]')) {
      if (!(panel instanceof HTMLElement)) continue;
      panel.hidden = panel.dataset.panel !== name;
      if (!panel.hidden) lead(panel.querySelector('h2'));
    }
  }

  /** Takes along whoever cannot see the change; without the focus of the whole page, says so instead of taking it.
   * @param {HTMLElement | null} heading */
  function lead(heading) {
    if (document.hasFocus()) heading?.focus({ preventScroll: true });
    else say(heading?.textContent ?? '');
  }

  /** @param {string} text */
  function say(text) {
    const live = document.querySelector('.pin-live');
    if (live !== null) live.textContent = text;
  }

  /** @param {Operation} wanted @param {unknown} controlId */
  function open(wanted, controlId) {
    operation = wanted;
    if (failure !== undefined) {
      tell(`${FLOWS[wanted]}_error`);
    } else if (typeof controlId === 'string' && CONTROL_ID.test(controlId)) {
      page.dataset.operation = wanted;
      resolveOpened({ operation: wanted, controlId });
    } else {
      fail('set-up');
    }
  }

  // --- What is listened to, from the first moment on ---

  window.set_pin = () => boot.submit?.();

  window.addEventListener('message', (message) => {
    // Anybody can post. Only the window around this one counts, only from the agreed origin, and only once.
    if (frameOrigin === '' || message.source !== window.parent || window.parent === window) return;
    if (message.origin !== frameOrigin || operation !== undefined) return;
    const wanted = asOperation(message.data?.operation);
    if (wanted !== undefined) open(wanted, message.data.controlId);
  });

  window.addEventListener('pagehide', () => {
    if (over) end();
    else fail('left');
  });
  for (const fault of ['error', 'unhandledrejection']) {
    window.addEventListener(fault, (event) => {
      event.preventDefault();
      fail('technical');
    });
  }
  document.addEventListener('DOMContentLoaded', explain);

  // --- What the page was opened with ---

  const given = document.querySelector('meta[name="pinproof-control-id"]');
  const controlId = given?.getAttribute('content');
  given?.remove();

  if (page.dataset.refused !== undefined) {
    fail(/** @type {Reason} */ (page.dataset.refused));
  } else if (!window.isSecureContext) {
    // A browser of any age has no WebCrypto there.
    fail('insecure');
  } else if (globalThis.crypto?.subtle === undefined || typeof WebAssembly !== 'object') {
    fail('unsupported');
  } else {
    const late = setTimeout(() => fail('set-up'), SET_UP_MS);
    import(new URL('page.js', assets).href)
      .then((module) => {
        loaded = true;
        return module.start(boot);
      })
      .then(() => clearTimeout(late), () => fail('set-up'));
  }
  if (frameOrigin === '' && operation !== undefined && page.dataset.refused === undefined) open(operation, controlId);
})();
