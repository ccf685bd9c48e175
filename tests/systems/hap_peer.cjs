// HomeKit's pair-setup spoken by npm packages: node hap_peer.cjs client PORT CODE (hap-controller) | server CODE
// (hap-nodejs). The client prints "accepted" or "refused: ..."; the server its port, then "paired" for each M6.
const [role, ...rest] = process.argv.slice(2);

async function client(port, code) {
  const { HttpClient } = require("hap-controller");
  await new HttpClient("11:22:33:44:55:66", "127.0.0.1", Number(port)).pairSetup(code);
}

function server(code) {
  const { HAPServer, AccessoryInfo, HAPStorage } = require("hap-nodejs");
  HAPStorage.setCustomStoragePath(process.env.HAP_STORAGE);
  const info = AccessoryInfo.create("AA:BB:CC:DD:EE:FF");
  info.pincode = code;
  const accessory = new HAPServer(info);
  accessory.on("listening", (port) => console.log(port));
  accessory.on("pair", (name, key, done) => {
    console.log("paired");
    done(null);
  });
  accessory.listen(0, "127.0.0.1");
}

if (role === "client") {
  client(...rest).then(
    () => { console.log("accepted"); process.exit(0); },
    (error) => { console.log("refused: " + error.message); process.exit(0); },
  );
} else {
  server(...rest);
}
