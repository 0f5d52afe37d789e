// Tests by name, one after the other, and the line that the suite ends in.
import { performance } from 'node:perf_hooks';

/** @type {{ name: string, run: () => Promise<void> }[]} */
const tests = [];

/** So long may one test take. */
const LIMIT_MS = 60_000;

/** @param {string} name @param {() => Promise<void>} run */
export function test(name, run) {
  tests.push({ name, run });
}

/**
 * Runs the tests whose name holds `only`. Something that cannot run has failed.
 *
 * @param {string} only
 * @returns {Promise<boolean>}
 */
export async function runAll(only) {
  let [passed, failed] = [0, 0];
  for (const { name, run } of tests.filter((one) => one.name.includes(only))) {
    const start = performance.now();
    const error = await outcome(run);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (error === undefined) {
      passed += 1;
      console.log(`ok   ${name} (${seconds} s)`);
    } else {
      failed += 1;
      console.log(`FAIL ${name} (${seconds} s)\n     ${String(error?.stack ?? error).replaceAll('\n', '\n     ')}`);
    }
  }
  if (passed + failed === 0) failed = 1;
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0;
}

async function outcome(run) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    await Promise.race([run(), limit]);
    return undefined;
  } catch (error) {
    return error ?? new Error('failed without a reason');
  } finally {
    clearTimeout(timer);
  }
}
