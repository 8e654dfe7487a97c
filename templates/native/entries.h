// Functions of a program of the native engine that JavaScript calls. All that a simulator keeps lies in its memory, which
// begins at a multiple of 64 bytes and is all 0 at first.

namespace {

// Where the values of an input or output are, in which form (1: float, 2: double, 3: 64-bit mantissas), and how many of
// them lay outside the type or were rounded since the port was bound.
struct Port {
  void *values;
  std::int64_t form;
  std::int64_t count;
};

inline Port *port_of(std::uint8_t *memory, int number) { return reinterpret_cast<Port *>(memory + PORTS) + number; }

// The values of event `first`.
inline void *from_event(const Port &port, int number, std::int64_t first) {
  const std::int64_t bytes = port.form == 1 ? 4 : 8;
  return static_cast<char *>(port.values) + first * ELEMENTS[number] * bytes;
}

}  // namespace

extern "C" {

// Bytes from here to where memory may begin.
std::int32_t bxc_misalignment(const void *memory) {
  return static_cast<std::int32_t>((64 - reinterpret_cast<std::uintptr_t>(memory) % 64) % 64);
}

void bxc_bind(std::uint8_t *memory, std::int32_t port, void *values, std::int32_t form) {
  *port_of(memory, port) = {values, form, 0};
}

// A block of at most EVENTS events: into rows (0 if JavaScript has to convert them), through some steps, out of rows.

std::int32_t bxc_read(std::uint8_t *memory, std::int32_t port, std::int32_t events) {
  Port &from = *port_of(memory, port);
  return read_port(memory, port, from.form, from.values, events, from.count) ? 1 : 0;
}

void bxc_steps(std::uint8_t *memory, std::int32_t segment) { run_steps(memory, segment); }

void bxc_write(std::uint8_t *memory, std::int32_t port, std::int32_t events) {
  Port &to = *port_of(memory, port);
  write_port(memory, port, to.form, to.values, events, to.count);
}

// All of a program without steps for JavaScript, block by block. Returns the number of events before the first block whose
// values JavaScript has to convert.
std::int64_t bxc_run(std::uint8_t *memory, std::int64_t first, std::int64_t end) {
  constexpr int ports = sizeof ELEMENTS / sizeof *ELEMENTS;
  std::int8_t *const real = row<std::int8_t>(memory, MASK);
  for (; first < end; first += EVENTS) {
    const int events = static_cast<int>(end - first < EVENTS ? end - first : EVENTS);
    std::int64_t outside[INPUTS + 1] = {};
    for (int i = 0; i < INPUTS; ++i) {
      const Port &from = *port_of(memory, i);
      if (!read_port(memory, i, from.form, from_event(from, i, first), events, outside[i])) return first;
    }
    for (int i = 0; i < INPUTS; ++i) port_of(memory, i)->count += outside[i];
    for (int e = 0; e < EVENTS; ++e) real[e] = e < events ? -1 : 0;
    run_steps(memory, 0);
    for (int i = INPUTS; i < ports; ++i) {
      Port &to = *port_of(memory, i);
      write_port(memory, i, to.form, from_event(to, i, first), events, to.count);
    }
  }
  return end;
}

}
