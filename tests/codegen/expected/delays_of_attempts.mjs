// Delays are drawn from seed 1.

function sleep(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    }, seconds * 1000);
    signal.addEventListener('abort', abort);
  });
}

class RuntimeError extends Error {
  name = 'RuntimeError';
}

async function slowOperation(delay, { fails = false, signal }) {
  console.log(`Starting operation with delay ${delay}`);
  await sleep(delay, signal);
  if (fails) throw new RuntimeError(`operation with delay ${delay} failed`);
  console.log(`Operation with delay ${delay} finished`);
  return delay * 2;
}

async function withTimeout(delay, options) {
  const timeout = AbortSignal.timeout(1500);
  try {
    return await slowOperation(delay, { ...options, signal: timeout });
  } catch (error) {
    if (error !== timeout.reason) throw error;
    throw new DOMException(`operation with delay ${delay} timed out after 1.5`, 'TimeoutError');
  }
}

async function withRetries(delays, { failures = 0 } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTimeout(delays[attempt - 1], { fails: attempt <= failures });
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
}

async function main() {
  const tasks = [
    withRetries([0.931, 1.105, 0.782, 1.421], { failures: 1 }), // flaky 1
    withRetries([1.241, 0.813, 1.888, 1.688], { failures: 1 }), // flaky 2
    withRetries(Array(4).fill(1)), // steady
  ];
  const outcomes = await Promise.allSettled(tasks);
  const results = outcomes.map(({ value, reason }) => (
    reason ? `${reason.name}('${reason.message}')` : value
  ));
  console.log(`Results: [${results.join(', ')}]`);
}

await main();
