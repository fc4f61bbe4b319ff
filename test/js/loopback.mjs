// Loaded before everything else in every process of these tests: no connection
// leaves this machine. All of Node's clients connect through this method, the
// SDKs' among them. Names are refused, too: a name's addresses would have to be
// asked for.
import net from "node:net";

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...args) {
  // Node itself passes its options in an array with the callback behind them.
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  const host = typeof options === "object" ? options.host : args[1];
  const local = typeof options === "object" && options.path !== undefined;
  if (!local && !(net.isIP(host) && isLoopback(host))) {
    throw new Error(`${host} is not a loopback address`);
  }
  return connect.apply(this, args);
};

function isLoopback(address) {
  return address === "::1" || address.startsWith("127.");
}
