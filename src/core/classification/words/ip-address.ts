// Words for addresses on networks.

import type { ClassWords } from "./class-words.ts";

export const IP_ADDRESS: ClassWords = {
  holds: "ip-address",
  families: ["network", "array", "json"],
  certain: {
    short: "ip, ips, ipv4, ipv6, ip v4, ip v6, ipaddr, ip addr, ipaddress, xff",
    en: "ip address, ip addresses, ip number, remote addr, remote address, remote host, client address, client addr, host address, x forwarded for, forwarded for, mac address, mac addr, macaddress",
    de: "ip adresse, ip adressen, ipadresse",
    fr: "adresse ip",
    es: "direccion ip",
    pt: "endereco ip",
    it: "indirizzo ip",
  },
};
