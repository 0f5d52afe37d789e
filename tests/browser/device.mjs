// A phone, as far as the page can tell: one browser context with the bridges of an app, and what is seen of it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
/** A folder whose files stand in for those in the program, for work on the pages: no need to pack and build each time. */
const WEB = process.env.PINPROOF_WEB;
const ASSETS = '/pincontrol/v2/assets/';

let browser;

export async function startBrowser() {
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  return browser.version();
}

export async function stopBrowser() {
  await browser?.close();
}

/** Puts the apps' bridges into the page, before its own scripts. Runs in the browser. */
function installBridges(names) {
  const events = ['view_pin_success', 'view_pin_error', 'set_pin_success', 'set_pin_error', 'set_pin_validation_error', 'pin_valid'];
  if (names.includes('android')) {
    window.android_handler = {};
    for (const event of events) window.android_handler[event] = (...args) => window.__told('android', event, args);
  }
  if (names.includes('ios')) {
    window.webkit = { messageHandlers: { ios_handler: { postMessage: (message) => window.__told('ios', message) } } };
  }
}

export class Device {
  /** What the app was told, in order: `event` or `event(value)`. */
  events = [];
  /** The same as it came over the bridge. */
  raw = [];
  /** Requests, with `method` and `url`. */
  requests = [];
  /** What the console says, but for the browser's own lines on answers that are no success. */
  console = [];

  /** @param {{ bridges?: string[], context?: object }} [options] */
  static async open({ bridges = ['android'], ...context } = {}) {
    const device = new Device();
    device.context = await browser.newContext({ viewport: { width: 390, height: 780 }, locale: 'en-GB', ...context });
    device.context.setDefaultTimeout(15_000);
    device.page = await device.context.newPage();
    await device.context.exposeBinding('__told', (_, bridge, ...told) => device.#told(bridge, told));
    await device.context.addInitScript(installBridges, bridges);
    if (WEB !== undefined) await device.#standIn(WEB);
    device.context.on('request', (request) => device.requests.push(request));
    device.context.on('console', (line) => {
      const resource = line.text().startsWith('Failed to load resource:');
      if (!resource) device.console.push(`${line.type()}: ${line.text()}`);
    });
    device.context.on('weberror', (error) => device.console.push(`uncaught: ${error.error()}`));
    return device;
  }

  close() {
    return this.context.close();
  }

  #standIn(folder) {
    return this.context.route(`**${ASSETS}**`, (route) => {
      const path = join(folder, new URL(route.request().url()).pathname.slice(ASSETS.length));
      return existsSync(path) ? route.fulfill({ path }) : route.fallback();
    });
  }

  #told(bridge, told) {
    this.raw.push({ bridge, told });
    const [event, value] = bridge === 'android' ? [told[0], told[1][0]] : [told[0].event, told[0].pin_valid];
    this.events.push(value === undefined ? event : `${event}(${value})`);
  }

  /** Opens the page as a mobile app does: a form in the body of a POST. */
  async openForm(session, enctype) {
    await this.page.goto('about:blank');
    await this.submitForm(session, enctype);
  }

  /** The same from the page that is open. */
  async submitForm({ id, pinURL }, enctype = 'application/x-www-form-urlencoded') {
    const arrived = this.page.waitForEvent('framenavigated');
    await this.page.evaluate(
      ([url, controlId, encoded]) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.enctype = encoded;
        form.action = url;
        const field = document.createElement('input');
        field.name = 'controlId';
        field.value = controlId;
        form.append(field);
        document.body.append(form);
        form.submit();
      },
      [pinURL, id, enctype],
    );
    await arrived;
    await this.page.waitForLoadState();
  }

  /** How often a path was asked for. */
  sent(path) {
    return this.requests.filter((request) => new URL(request.url()).pathname === path).length;
  }

  /** Waits until an event has been told, and says all of them. */
  async told(event) {
    await until(() => this.events.includes(event), () => `${event} among ${this.events.join(', ')}`);
    return this.events;
  }
}

/** Waits until something holds. */
export async function until(holds, what, ms = 15_000) {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what()}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Holds the requests for this address; the result counts them and lets them go. */
export async function hold(device, address) {
  let release = () => {};
  const released = new Promise((resolve) => {
    release = resolve;
  });
  const held = { count: 0, release };
  await device.context.route(address, async (route) => {
    held.count += 1;
    await released;
    await route.continue().catch(() => {});
  });
  return held;
}

/** The state that the page is in: the panel that it shows. @param {import('playwright-core').Page | import('playwright-core').Frame} page */
export async function shows(page, panel) {
  await page.locator(`[data-panel="${panel}"]:visible`).waitFor();
}

/** Types a PIN into both fields. */
export async function type(page, pin, repeat = pin) {
  await page.locator('#pin-first').fill('');
  await page.locator('#pin-first').pressSequentially(pin);
  await page.locator('#pin-second').fill('');
  await page.locator('#pin-second').pressSequentially(repeat);
}

/** Sets a PIN on a page that is ready. */
export async function setPin(page, pin) {
  await shows(page, 'entry');
  await type(page, pin);
  await page.locator('.pin-submit').click();
}

/** The digits that the cardholder sees. */
export async function digits(page) {
  await shows(page, 'shown');
  return (await page.locator('.pin-digit').allTextContents()).join('');
}

/** A card of this service that has its PIN. */
export async function embossed(issuer, pin) {
  const device = await Device.open();
  try {
    await device.openForm(await issuer.session('set-pin'));
    await setPin(device.page, pin);
    await device.told('set_pin_success');
    await issuer.emboss();
  } finally {
    await device.close();
  }
}
