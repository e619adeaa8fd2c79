function sleep(seconds, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener('abort', abort);
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
  const timeout = AbortSignal.timeout(1000);
  try {
    return await slowOperation(delay, { ...options, signal: timeout });
  } catch (error) {
    if (error !== timeout.reason) throw error;
    throw new DOMException(`operation with delay ${delay} timed out after 1`, 'TimeoutError');
  }
}

async function withRetries(delay, { failures = 0 } = {}) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTimeout(delay, { fails: attempt <= failures });
    } catch (error) {
      if (attempt === 3) throw error;
    }
    await sleep(0.2 * 2 ** (attempt - 1));
  }
}

async function main() {
  const tasks = [
    withRetries(0.5, { failures: 2 }), // login
    withRetries(0.8), // search
    withRetries(3), // maps
  ];
  const outcomes = await Promise.allSettled(tasks);
  const results = outcomes.map(({ value, reason }) => (
    reason ? `${reason.name}('${reason.message}')` : value
  ));
  console.log(`Results: [${results.join(', ')}]`);
}

await main();
