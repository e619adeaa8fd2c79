const sleep = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function slowOperation(delay) {
  console.log(`Starting operation with delay ${delay}`);
  await sleep(delay);
  console.log(`Operation with delay ${delay} finished`);
  return delay * 2;
}

async function main() {
  const task1 = slowOperation(2);
  const task2 = slowOperation(1);
  const result1 = await task1;
  const result2 = await task2;
  console.log(`Results: ${result1}, ${result2}`);
}

await main();
