// SPDX-License-Identifier: BSL-1.0
// Where there is none: the vectors of a Cortex-M4, what runs before main, and text by way of the debugger or of qemu
// (semihosting). Source: ARM, Semihosting for AArch32 and AArch64, 2.0: SYS_WRITE0, SYS_EXIT.
#include <cstdint>

extern "C" {
extern std::uint32_t stack_end;
int program() asm("main");  // which must not be called by its name
[[noreturn]] void start();
}

namespace {

int ask_host(int operation, const void* argument) {
  register int result asm("r0") = operation;
  register const void* passed asm("r1") = argument;
  asm volatile("bkpt 0xab" : "+r"(result) : "r"(passed) : "memory");
  return result;
}

[[noreturn]] void leave(bool good) {
  constexpr int exit = 0x18;
  constexpr std::uintptr_t finished = 0x20026, failed = 0x20023;
  ask_host(exit, reinterpret_cast<const void*>(good ? finished : failed));
  for (;;) {
  }
}

void fault() { leave(false); }

using vector = void (*)();
struct vectors {
  const void* stack;
  vector reset, unmaskable, hard_fault, memory_fault, bus_fault, usage_fault;
};

}  // namespace

extern "C" {

extern const vectors vector_table;
[[gnu::section(".vectors"), gnu::used]] const vectors vector_table = {&stack_end, start, fault, fault,
                                                                      fault,      fault, fault};

void start() {
  // The floating-point unit is off after a reset: CPACR, coprocessors 10 and 11.
  *reinterpret_cast<volatile std::uint32_t*>(0xe000ed88) |= 0xfu << 20;
  asm volatile("dsb\n\tisb" ::: "memory");
  leave(program() == 0);
}
}

namespace kalman {

void write_text(const char* text) {
  constexpr int write = 0x04;
  ask_host(write, text);
}

}  // namespace kalman
