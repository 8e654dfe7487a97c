// A network of network.h (written by `npm run bench:sim`) as a contestant: main X.npy Y.npy EVENTS.
// Computes the float32 outputs of the first EVENTS events of X and writes them to Y; prints one line of JSON when ready
// and after that one for every line "go" on stdin: the seconds of one more pass.
#include "layers.h"
#include "network.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

struct Seconds {
  double cpu, wall;
};

static Seconds now() {
  timespec cpu;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  const auto wall = std::chrono::steady_clock::now().time_since_epoch();
  return {double(cpu.tv_sec) + 1e-9 * double(cpu.tv_nsec), std::chrono::duration<double>(wall).count()};
}

// float32 values of an .npy file of version 1; the bench has written it itself.
static std::vector<float> read_npy(const char *path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  const std::size_t start = 10 + std::uint8_t(bytes.at(8)) + 256 * std::uint8_t(bytes.at(9));
  std::vector<float> values((bytes.size() - start) / sizeof(float));
  std::copy(bytes.begin() + std::ptrdiff_t(start), bytes.end(), reinterpret_cast<char *>(values.data()));
  return values;
}

static void write_npy(const char *path, const std::vector<float> &values, int events) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(events) + ", " +
                       std::to_string(OUTPUTS) + "), }";
  header.append(117 - header.size(), ' ').push_back('\n');
  std::ofstream file(path, std::ios::binary);
  file.write("\x93NUMPY\x01\x00\x76\x00", 10).write(header.data(), std::streamsize(header.size()));
  file.write(reinterpret_cast<const char *>(values.data()), std::streamsize(values.size() * sizeof(float)));
}

// AP_RND, AP_SAT from float32.
static inline std::int16_t quantized(float value) {
  const float scaled = value * float(1 << INPUT_FRACTION);
  const float below = std::floor(scaled);
  const float rounded = scaled - below >= 0.5f ? below + 1.0f : below;
  return std::int16_t(rounded < -32768.0f ? -32768.0f : rounded > 32767.0f ? 32767.0f : rounded);
}

static void pass(const std::vector<float> &x, std::vector<float> &y, int events) {
  alignas(64) static Row in[INPUTS], out[OUTPUTS];
  for (int start = 0; start < events; start += LANES) {
    const int count = events - start < LANES ? events - start : LANES;
    const float *from = x.data() + std::size_t(start) * INPUTS;
    for (int i = 0; i < INPUTS; i++)
      for (int e = 0; e < count; e++) in[i][e] = quantized(from[e * INPUTS + i]);
    network(in, out);
    float *to = y.data() + std::size_t(start) * OUTPUTS;
    for (int i = 0; i < OUTPUTS; i++)
      for (int e = 0; e < count; e++) to[e * OUTPUTS + i] = float(out[i][e]) * (1.0f / float(1 << OUTPUT_FRACTION));
  }
}

static std::string measured(const std::vector<float> &x, std::vector<float> &y, int events) {
  const Seconds before = now();
  pass(x, y, events);
  const Seconds after = now();
  return "{\"cpu\":" + std::to_string(after.cpu - before.cpu) + ",\"wall\":" + std::to_string(after.wall - before.wall) + "}";
}

int main(int, char **argv) {
  const std::vector<float> x = read_npy(argv[1]);
  const int events = std::atoi(argv[3]);
  std::vector<float> y(std::size_t(events) * OUTPUTS);
  const std::string first = measured(x, y, events);
  write_npy(argv[2], y, events);
  std::cout << "{\"version\":\"" << __VERSION__ << "\",\"first\":" << first << "}" << std::endl;
  for (std::string line; std::getline(std::cin, line);) std::cout << measured(x, y, events) << std::endl;
}
