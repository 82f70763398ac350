// SPDX-License-Identifier: BSL-1.0
// Grey pixels as a picture inside a text: PNG by zlib, then base 64. Just enough of both for an SVG file that needs no
// other file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include <zlib.h>

namespace network {

namespace detail {

inline const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

inline std::string big_endian_bytes(std::size_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(number >> shift & 0xFFU);
  return bytes;
}

inline std::string png_chunk(const std::string& name, const std::string& content) {
  const std::string body = name + content;
  return big_endian_bytes(content.size()) + body +
         big_endian_bytes(crc32(0, bytes_of(body), static_cast<uInt>(body.size())));
}

}  // namespace detail

// A PNG file of 8-bit grey pixels, by rows from the top (RFC 2083).
inline std::string to_png(std::span<const std::uint8_t> grey, std::size_t width) {
  std::string rows;
  for (std::size_t at = 0; at < grey.size(); at += width) {
    rows += '\0';  // no filter
    for (const std::uint8_t pixel : grey.subspan(at, width)) rows += static_cast<char>(pixel);
  }
  std::string packed(compressBound(rows.size()), '\0');
  uLongf size = packed.size();
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &size, detail::bytes_of(rows), rows.size(), 9) != Z_OK)
    throw std::runtime_error("zlib cannot pack a picture: the memory is full");
  packed.resize(size);
  const std::string grey_of_8_bits("\x08\x00\x00\x00\x00", 5);
  return "\x89PNG\r\n\x1A\n" +
         detail::png_chunk(
             "IHDR", detail::big_endian_bytes(width) + detail::big_endian_bytes(grey.size() / width) + grey_of_8_bits) +
         detail::png_chunk("IDAT", packed) + detail::png_chunk("IEND", "");
}

inline std::string to_base64(std::string_view bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (at + k < bytes.size() ? static_cast<unsigned char>(bytes[at + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += at + k <= bytes.size() ? digits[group >> (18 - 6 * k) & 63U] : '=';
  }
  return text;
}

}  // namespace network
