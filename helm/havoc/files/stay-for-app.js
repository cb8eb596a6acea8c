const [url, least, most] = process.argv.slice(1);
const elapsed = () => performance.now() / 1000;
// If havoc does not answer, there is no reason to wait.
const countApps = () => fetch(url).then(async (answer) => Number((await answer.json()).apps), () => 0);
const look = async () => {
  const apps = await countApps();
  if (elapsed() < most && (elapsed() < least || apps > 0)) setTimeout(look, 250);
};
look();
