// hls::stream<T>: an unbounded FIFO for C simulation (AMD UG1399, "HLS Stream Library").
#ifndef HLS_STREAM_H
#define HLS_STREAM_H

#include <cstddef>
#include <cstdio>
#include <deque>
#include <stdexcept>
#include <string>
#include <utility>

namespace hls {

/// DEPTH is the FIFO depth in hardware; simulation never fills up, so that dataflow processes can run one by one.
template <class T, int DEPTH = 0>
class stream;

template <class T>
class stream<T, 0> {
 public:
  stream() = default;
  explicit stream(std::string name) : name_(std::move(name)) {}
  stream(const stream &) = delete;
  stream &operator=(const stream &) = delete;

  ~stream() {
    if (!data_.empty())
      std::fprintf(stderr, "hls::stream '%s': %zu element(s) were written but never read; hardware would stall\n",
                   name_.c_str(), data_.size());
  }

  bool empty() const { return data_.empty(); }
  bool full() const { return false; }
  std::size_t size() const { return data_.size(); }

  /// Throws std::logic_error on an empty stream, where hardware would wait for ever.
  T read() {
    if (data_.empty()) throw std::logic_error("hls::stream '" + name_ + "' was read while empty; hardware would stall");
    T head = data_.front();
    data_.pop_front();
    return head;
  }
  void read(T &head) { head = read(); }
  bool read_nb(T &head) {
    if (data_.empty()) return false;
    head = read();
    return true;
  }

  void write(const T &tail) { data_.push_back(tail); }
  bool write_nb(const T &tail) {
    write(tail);
    return true;
  }

  void operator>>(T &head) { read(head); }
  void operator<<(const T &tail) { write(tail); }

 private:
  std::string name_ = "unnamed";
  std::deque<T> data_;
};

template <class T, int DEPTH>
class stream : public stream<T, 0> {
 public:
  using stream<T, 0>::stream;
};

}  // namespace hls

#endif
