// Floats to mantissas and back.

namespace {

enum class Rounding { TRN, TRN_ZERO, RND, RND_ZERO, RND_INF, RND_MIN_INF, RND_CONV };
enum class Overflow { WRAP, SAT, SAT_ZERO };

// Rounds to an integer. x - trunc(x) is exact, whereas x + 0.5 may round.
template <Rounding mode, class Real>
inline Real rounded(Real x) {
  if constexpr (mode == Rounding::RND_CONV) return std::nearbyint(x);
  const Real whole = std::trunc(x);
  const Real rest = x - whole;
  const Real half = Real(0.5);
  switch (mode) {
    case Rounding::TRN: return whole - (rest < 0 ? Real(1) : Real(0));
    case Rounding::RND: return whole + (rest >= half ? Real(1) : Real(0)) - (rest < -half ? Real(1) : Real(0));
    case Rounding::RND_ZERO: return whole + (rest > half ? Real(1) : Real(0)) - (rest < -half ? Real(1) : Real(0));
    case Rounding::RND_INF: return whole + (rest >= half ? Real(1) : Real(0)) - (rest <= -half ? Real(1) : Real(0));
    case Rounding::RND_MIN_INF: return whole + (rest > half ? Real(1) : Real(0)) - (rest <= -half ? Real(1) : Real(0));
    default: return whole;
  }
}

// Assigns floats [events][elements] to rows of a type: `Type` has its modes, `lowest` and `highest` mantissa, the
// `unit` that values are multiplied by, how many low bits a wrap keeps (`width`) and whether it saturates some of them.
// Adds to `outside` the values that the type does not hold; false if there is one that is not converted here: not finite, or
// wrapping from beyond 32 bits. Events beyond those given become 0.
template <class Type, class Real, class T, class Float>
bool read_floats(const Float *values, int events, const std::uint32_t *rows, std::uint8_t *memory, std::int32_t *scratch,
                 std::int64_t &outside) {
  constexpr Real lo = Type::lowest;
  constexpr Real hi = Type::highest;
  const int count = events * Type::elements;
  std::int32_t beyond = 0;
  std::int32_t bad = 0;
  BXC_EVENTS
  for (int i = 0; i < count; ++i) {
    const Real scaled = static_cast<Real>(values[i]) * Real(Type::unit);
    const Real x = rounded<Type::rounding>(scaled);
    const bool inside = x >= lo && x <= hi;
    const bool known = Type::overflow != Overflow::WRAP
                           ? scaled - scaled == 0
                           : Type::saturates ? inside : x > Real(-2147483648.0) && x < Real(2147483648.0);
    beyond += inside ? 0 : 1;
    bad |= known ? 0 : 1;
    Real held = x;
    if (Type::overflow == Overflow::SAT) held = x < lo ? lo : x > hi ? hi : x;
    if (Type::overflow == Overflow::SAT_ZERO) held = inside ? x : Real(0);
    const std::int32_t mantissa = static_cast<std::int32_t>(known ? held : Real(0));
    scratch[i] = Type::overflow != Overflow::WRAP ? mantissa
                 : Type::is_signed               ? wrap_signed<Type::width>(mantissa)
                                                 : wrap_unsigned<Type::width>(mantissa);
  }
  if (bad != 0) return false;
  outside += beyond;
  for (int k = 0; k < Type::elements; ++k) {
    T *const to = row<T>(memory, rows[k]);
    for (int e = 0; e < events; ++e) to[e] = static_cast<T>(scratch[e * Type::elements + k]);
    for (int e = events; e < EVENTS; ++e) to[e] = 0;
  }
  return true;
}

// Writes rows as floats [events][elements]; returns how many of them had to be rounded.
template <int elements, class T, class Float>
std::int64_t write_floats(std::uint8_t *memory, const std::uint32_t *rows, double unit, Float *values, int events) {
  std::int64_t inexact = 0;
  for (int k = 0; k < elements; ++k) {
    const T *const from = row<T>(memory, rows[k]);
    std::int32_t odd = 0;
    BXC_EVENTS
    for (int e = 0; e < events; ++e) {
      const double value = static_cast<double>(from[e]) * unit;
      const Float held = static_cast<Float>(value);
      odd += static_cast<double>(held) == value ? 0 : 1;
      values[e * elements + k] = held;
    }
    inexact += odd;
  }
  return inexact;
}

template <int elements, class T>
void write_mantissas(std::uint8_t *memory, const std::uint32_t *rows, std::int64_t *mantissas, int events) {
  for (int k = 0; k < elements; ++k) {
    const T *const from = row<T>(memory, rows[k]);
    for (int e = 0; e < events; ++e) mantissas[e * elements + k] = static_cast<std::int64_t>(from[e]);
  }
}

}  // namespace
