// Reading, comparing and writing events of decimal numbers, exactly: nothing here passes through a double.
// For the test bench only, never synthesised.
#ifndef NNET_TESTBENCH_H_
#define NNET_TESTBENCH_H_

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "ap_fixed.h"
#include "ap_int.h"

namespace nnet {

/// Splits "-12.5e-1" into its digits left and right of the decimal point, exponent applied; false where it is no number.
inline bool split_decimal(const std::string &text, bool &negative, std::string &whole, std::string &part) {
    std::size_t at = text[0] == '-' || text[0] == '+' ? 1 : 0;
    negative = text[0] == '-';
    for (; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); at++) whole += text[at];
    if (at < text.size() && text[at] == '.')
        for (at++; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])); at++) part += text[at];
    if (whole.empty() && part.empty()) return false;
    long exponent = 0;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        char *end = nullptr;
        exponent = std::strtol(text.c_str() + at + 1, &end, 10);
        at = static_cast<std::size_t>(end - text.c_str());
    }
    if (at != text.size() || exponent < -9999 || exponent > 9999) return false;
    for (; exponent > 0; exponent--) {
        whole += part.empty() ? '0' : part[0];
        if (!part.empty()) part.erase(0, 1);
    }
    for (; exponent < 0; exponent++) {
        part.insert(part.begin(), whole.empty() ? '0' : whole.back());
        if (!whole.empty()) whole.pop_back();
    }
    return true;
}

/// Halves a decimal integer in place; the result is the bit that falls off.
inline bool halve(std::string &digits) {
    int carry = 0;
    for (char &digit : digits) {
        const int value = 10 * carry + (digit - '0');
        digit = static_cast<char>('0' + value / 2);
        carry = value % 2;
    }
    return carry != 0;
}

/// Doubles a decimal fraction in place; the result is the bit that moves left of the point.
inline bool twice(std::string &digits) {
    int carry = 0;
    for (std::size_t i = digits.size(); i-- > 0;) {
        const int value = 2 * (digits[i] - '0') + carry;
        digits[i] = static_cast<char>('0' + value % 10);
        carry = value / 10;
    }
    return carry != 0;
}

/// The number in T: bits below its last are dropped toward minus infinity, bits above its first wrap (AP_TRN, AP_WRAP).
template <class T> bool parse(const std::string &text, T &value) {
    const int fraction = T::width - T::iwidth;
    bool negative = false;
    std::string whole, part;
    if (text.empty() || !split_decimal(text, negative, whole, part)) return false;
    std::vector<bool> bits(T::width, false);
    bool exact = true;
    for (int i = fraction; i < T::width; i++) {
        const bool bit = halve(whole);
        if (i >= 0) bits[i] = bit;
        else exact = exact && !bit;
    }
    for (int i = fraction - 1; i >= 0; i--) {
        const bool bit = twice(part);
        if (i < T::width) bits[i] = bit;
    }
    exact = exact && part.find_first_not_of('0') == std::string::npos;
    bool carry = negative && exact;
    for (int i = 0; i < T::width; i++) {
        const bool bit = bits[i] != negative;
        value[i] = bit != carry;
        carry = bit && carry;
    }
    return true;
}

/// A file of one event a line, numbers separated by blanks.
class event_file {
  public:
    explicit event_file(const std::string &path) : path(path), file(path.c_str()) {
        if (!file) std::cerr << "ERROR: can't open " << path << "; the test has nothing to compare" << std::endl;
    }
    bool is_open() const { return file.is_open(); }

    /// Goes to the next line that holds anything.
    bool next() {
        std::string text;
        while (std::getline(file, text)) {
            line++;
            row.clear();
            row.str(text);
            if (text.find_first_not_of(" \t\r") != std::string::npos) return true;
        }
        return false;
    }

    template <class T> bool read(T *x, unsigned n) {
        for (unsigned i = 0; i < n; i++) {
            std::string token;
            if (!(row >> token) || !parse(token, x[i])) {
                std::cerr << "ERROR: " << path << ":" << line << ": "
                          << (token.empty() ? "too few numbers" : "'" + token + "' is no number") << std::endl;
                return false;
            }
        }
        return true;
    }

    /// Whether the line holds nothing more.
    bool at_end() {
        std::string token;
        if (!(row >> token)) return true;
        std::cerr << "ERROR: " << path << ":" << line << ": more numbers than the network has ports" << std::endl;
        return false;
    }

  private:
    std::string path;
    std::ifstream file;
    std::istringstream row;
    unsigned long line = 0;
};

/// Counts the elements that differ in any bit, and says so of the first few.
template <class T>
unsigned long compare(const char *name, const T *actual, const T *expected, unsigned n, unsigned long event) {
    static unsigned said = 0;
    unsigned long differing = 0;
    for (unsigned i = 0; i < n; i++) {
        if (actual[i] == expected[i]) continue;
        differing++;
        if (said++ < 10)
            std::cerr << std::setprecision(17) << "MISMATCH: event " << event << ", " << name << "[" << i << "]: expected "
                      << expected[i].to_double() << ", got " << actual[i].to_double() << std::endl;
    }
    return differing;
}

template <class T> void write(std::ostream &log, const T *x, unsigned n) {
    for (unsigned i = 0; i < n; i++) log << std::setprecision(17) << x[i].to_double() << " ";
}

inline int uneven() {
    std::cerr << "ERROR: tb_data holds different numbers of inputs and outputs" << std::endl;
    return 1;
}

/// Prints the result of the test; 0 where every bit of at least one event agreed.
inline int verdict(unsigned long events, unsigned long mismatches) {
    std::cout << (events > 0 && mismatches == 0 ? "PASS: " : "FAIL: ") << events << " events, " << mismatches
              << " mismatching values" << std::endl;
    return events > 0 && mismatches == 0 ? 0 : 1;
}

}  // namespace nnet

#endif
