// The demo: what a bank's page does to let a cardholder set or view a PIN. Its part as a back end is played by /demo/….

const phone = part('#phone');
const log = part('#log');
const buttons = ['#set', '#emboss', '#view', '#card'].map((id) => part(id));

/** @type {HTMLIFrameElement | undefined} */
let frame;
let frameOrigin = '';

/** @param {string} id @returns {HTMLElement} */
function part(id) {
  const found = document.querySelector(id);
  if (found instanceof HTMLElement) return found;
  throw new TypeError(id);
}

/** @param {string} kind @param {string} words */
function note(kind, words) {
  const line = document.createElement('li');
  line.className = kind;
  line.textContent = words;
  log.append(line);
  line.scrollIntoView({ block: 'nearest' });
}

/** Asks the demo's back end. @param {string} path @param {object} [body] */
async function ask(path, body = {}) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.title ?? `The service answers ${answer.status}.`);
  return said;
}

/** @param {'set-pin' | 'view-pin'} operation */
async function open(operation) {
  const { id, pinURL, pinFrameURL } = await ask('/demo/session', { operation });
  note('out', `The back end has a control token: ${operation}.`);
  const how = document.querySelector('input[name="how"]:checked');
  if (how instanceof HTMLInputElement && how.value === 'form') openAsPage(pinURL, id);
  else openInFrame(pinFrameURL, operation, id);
}

/** @param {string} url @param {string} operation @param {string} controlId */
function openInFrame(url, operation, controlId) {
  const page = document.createElement('iframe');
  page.title = 'The page of the issuer';
  page.src = url;
  page.addEventListener('load', () => page.contentWindow?.postMessage({ operation, controlId }, frameOrigin));
  frameOrigin = new URL(url).origin;
  frame = page;
  phone.replaceChildren(page);
}

/** The control token goes into the body, never into a URL. @param {string} url @param {string} controlId */
function openAsPage(url, controlId) {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = url;
  form.target = '_blank';
  form.rel = 'noopener';
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'controlId';
  field.value = controlId;
  form.append(field);
  document.body.append(form);
  form.submit();
  form.remove();
  note('out', 'The page is open in a tab of its own. An app would get its events through its web view.');
}

window.addEventListener('message', (message) => {
  // From the frame and from its origin, or from nobody.
  if (frame === undefined || message.source !== frame.contentWindow || message.origin !== frameOrigin) return;
  const { event, pin_valid: valid } = message.data ?? {};
  if (typeof event !== 'string') return;
  const kind = event.endsWith('_error') ? 'bad' : event.endsWith('_success') ? 'good' : 'in';
  note(kind, valid === undefined ? event : `${event}(${valid})`);
});

/** @type {Record<string, () => Promise<void>>} */
const actions = {
  set: () => open('set-pin'),
  view: () => open('view-pin'),
  emboss: async () => {
    await ask('/demo/emboss');
    note('out', 'The card went through the embossing run.');
  },
  card: async () => {
    await ask('/demo/card');
    frame = undefined;
    phone.replaceChildren();
    note('out', 'A new card waits for its PIN.');
  },
};

for (const button of buttons) {
  button.addEventListener('click', () => {
    for (const other of buttons) other.toggleAttribute('disabled', true);
    actions[button.id]?.()
      .catch((error) => note('bad', error instanceof Error ? error.message : 'It did not work.'))
      .finally(() => {
        for (const other of buttons) other.toggleAttribute('disabled', false);
      });
  });
}
