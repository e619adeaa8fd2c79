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

async function slowOperation(delay, { signal }) {
  console.log(`Starting operation with delay ${delay}`);
  await sleep(delay, signal);
  console.log(`Operation with delay ${delay} finished`);
  return delay * 2;
}

async function main() {
  const controller = new AbortController();
  const { signal } = controller;
  const tasks = [
    slowOperation(2, { signal }), // mirror Oslo
    slowOperation(1.2, { signal }), // mirror Lyon
    slowOperation(3, { signal }), // mirror Turin
  ];
  try {
    console.log(`Result: ${await Promise.race(tasks)}`);
  } finally {
    controller.abort();
  }
}

await main();
