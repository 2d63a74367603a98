/**
 * Ports that no request goes to. A server of another protocol may take the lines of an HTTP request for commands of its own:
 * mail gets sent, a cache gets written. Browsers refuse the first list for that reason (Fetch standard, "bad port"); the second
 * holds databases, queues and remote control, which a web page has no use for either.
 */
const FETCH_BAD_PORTS = [
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];
const BACK_END_PORTS = [
  88, 445, 873, 1080, 1433, 1521, 1883, 2181, 2375, 2376, 2377, 2379, 2380, 3260, 3306, 3389, 4369, 5432, 5672, 5900,
  5985, 5986, 6379, 6380, 9042, 9092, 10250, 11211, 27017, 27018,
];
const BLOCKED = new Set([...FETCH_BAD_PORTS, ...BACK_END_PORTS]);

export function isBlockedPort(port: number): boolean {
  return BLOCKED.has(port);
}
