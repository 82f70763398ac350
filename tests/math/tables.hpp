// SPDX-License-Identifier: BSL-1.0
// Correctly rounded values of the functions, computed with mpmath 1.3 at 1300 bits (the arguments are exact), for
// the checks that run both at compile time and at run time.
#pragma once

#include <limits>

namespace tables {

inline constexpr double inf = std::numeric_limits<double>::infinity();

struct unary {
  double x;
  double value;
};

struct binary {
  double x;
  double y;
  double value;
};

inline constexpr unary exp[] = {{0x1p0, 0x1.5bf0a8b145769p1},
                                {-0x1p0, 0x1.78b56362cef38p-2},
                                {0x1p-1, 0x1.a61298e1e069cp0},
                                {-0x1.e4p4, 0x1.4835bd010a41bp-44},
                                {0x1.62d999999999ap9, 0x1.d75ae7a50ee14p1023},
                                {-0x1.6226666666666p9, 0x1.19e98b83de7a3p-1022},
                                {-0x1.7473333333333p9, 0x0.0000000000001p-1022},
                                {-0x1.748cccccccccdp9, 0x0.0000000000001p-1022},
                                {0x1.b7cdfd9d7bdbbp-34, 0x1.000000006df38p0},
                                {0x1.581fef5567df4p7, 0x1.2cfb5197662f1p248},
                                {0x1.ef2e045bc8fb8p-1, 0x1.50b1fbf5085e5p1},
                                {0x1.cb91ce361824p-7, 0x1.039d9d6277361p0}};

inline constexpr unary exp2[] = {{0x1.8p1, 0x1p3},
                                 {-0x1.0c8p10, 0x0.0000000000001p-1022},
                                 {-0x1.0c6p10, 0x0.0000000000001p-1022},
                                 {0x1.fff3333333333p9, 0x1.ddb680117aa8ep1023},
                                 {0x1.999999999999ap-4, 0x1.125fbee250664p0},
                                 {-0x1.6666666666666p-1, 0x1.3b2c47bff8329p-1},
                                 {0x1.70ef54646d497p-57, 0x1p0},
                                 {-0x1.d6fea95bf4dc5p9, 0x1.01dcb9ffb0611p-942},
                                 {-0x1.199e84e56b1fp-3, 0x1.d173e1371d471p-1}};

inline constexpr unary expm1[] = {{0x1.56e1fc2f8f359p-997, 0x1.56e1fc2f8f359p-997},
                                  {0x1.70ef54646d497p-57, 0x1.70ef54646d497p-57},
                                  {0x1.4f8b588e368f1p-17, 0x1.4f8bc681cdfb6p-17},
                                  {-0x1.4f8b588e368f1p-17, -0x1.4f8aea9acf2c9p-17},
                                  {0x1.3333333333333p-2, 0x1.6641632306a56p-2},
                                  {-0x1.3333333333333p-2, -0x1.0966f2c7907f6p-2},
                                  {-0x1.4p5, -0x1p0},
                                  {0x1.5ep9, 0x1.d945df4f8ec8ep1009},
                                  {0x1.c5ff4d9fe0f5p-1, 0x1.6d5904e5a5e08p0},
                                  {0x1p-6, 0x1.0202ad5778e46p-6},
                                  {-0x1.013a92a305532p-6, -0x1.fe70ae5213968p-7}};

inline constexpr unary log[] = {{0x1p-1, -0x1.62e42fefa39efp-1},
                                {0x1p1, 0x1.62e42fefa39efp-1},
                                {0x1.0000000000001p0, 0x1.fffffffffffffp-53},
                                {0x1.fffffffffffffp-1, -0x1p-53},
                                {0x0.012688b70e62bp-1022, -0x1.64e69394d9508p9},
                                {0x0.0000000000001p-1022, -0x1.74385446d71c3p9},
                                {0x1.e42d130773b76p1023, 0x1.62dd08fdc6f88p9},
                                {0x1.4p3, 0x1.26bb1bbb55516p1},
                                {0x1.6a0902de00d1bp-1, -0x1.62e6b3842a25ep-2},
                                {0x1.4c46648351904p0, 0x1.0b0b547d79585p-2},
                                {0x1.0404ea4a8c155p0, 0x1.fe75fc9d417b9p-7},
                                {0x1.92a737110e454p-17, -0x1.6a944ea5b1801p3}};

inline constexpr unary log2[] = {{0x1p-1, -0x1p0},
                                 {0x1p1, 0x1p0},
                                 {0x1.0000000000001p0, 0x1.71547652b82fdp-52},
                                 {0x1.fffffffffffffp-1, -0x1.71547652b82fep-53},
                                 {0x0.012688b70e62bp-1022, -0x1.01730dabca5f6p10},
                                 {0x0.0000000000001p-1022, -0x1.0c8p10},
                                 {0x1.e42d130773b76p1023, 0x1.fff5ae814b54ap9},
                                 {0x1.4p3, 0x1.a934f0979a371p1},
                                 {0x1.6a0902de00d1bp-1, -0x1.0001d03eb60d8p-1},
                                 {0x1.4c46648351904p0, 0x1.81436fee17c91p-2},
                                 {0x1.0404ea4a8c155p0, 0x1.70383de2713e2p-6},
                                 {0x1.92a737110e454p-17, -0x1.058bb2ce13ebep4},
                                 {0x1p3, 0x1.8p1},
                                 {0x1p10, 0x1.4p3}};

inline constexpr unary log10[] = {{0x1p-1, -0x1.34413509f79ffp-2},
                                  {0x1p1, 0x1.34413509f79ffp-2},
                                  {0x1.0000000000001p0, 0x1.bcb7b1526e50dp-54},
                                  {0x1.fffffffffffffp-1, -0x1.bcb7b1526e50fp-55},
                                  {0x0.012688b70e62bp-1022, -0x1.36p8},
                                  {0x0.0000000000001p-1022, -0x1.434e6420f4374p8},
                                  {0x1.e42d130773b76p1023, 0x1.343afeb354b7ep8},
                                  {0x1.4p3, 0x1p0},
                                  {0x1.6a0902de00d1bp-1, -0x1.3443640baac37p-3},
                                  {0x1.4c46648351904p0, 0x1.cfe7449bd645fp-4},
                                  {0x1.0404ea4a8c155p0, 0x1.bb61750621b3ep-8},
                                  {0x1.92a737110e454p-17, -0x1.3aeeb1c87136p2},
                                  {0x1.f4p9, 0x1.8p1},
                                  {0x1.0f0cf064dd592p73, 0x1.6p4},
                                  {0x1.4f8b588e368f1p-17, -0x1.4p2}};

inline constexpr unary log1p[] = {
    {0x1.56e1fc2f8f359p-997, 0x1.56e1fc2f8f359p-997}, {-0x1.70ef54646d497p-57, -0x1.70ef54646d497p-57},
    {0x1.4f8b588e368f1p-17, 0x1.4f8aea9ae7317p-17},   {-0x1p-1, -0x1.62e42fefa39efp-1},
    {-0x1.fffffffffffffp-1, -0x1.25e4f7b2737fap5},    {0x1.ff2e48e8a71dep-7, 0x1.fb3c0d46643e8p-7},
    {0x1.013a92a305532p-6, 0x1.fe75fc9d4179ep-7},     {0x1.8p1, 0x1.62e42fefa39efp0},
    {0x1.7e43c8800759cp996, 0x1.5963447f87fb5p9},     {0x1.9a85a89413b44p-1, 0x1.2d7573a8ce3cbp-1}};

inline constexpr unary sin[] = {{0x1p-1, 0x1.eaee8744b05fp-2},
                                {0x1p0, 0x1.aed548f090ceep-1},
                                {-0x1.4p1, -0x1.326af0dcfcab1p-1},
                                {0x1.9p6, -0x1.03425b78c4db8p-1},
                                {0x1.0f0cf064dd592p73, -0x1.b453ab76bf397p-1},
                                {0x1.e42d130773b76p1023, -0x1.30c567d277075p-1},
                                {-0x1.6ac5b262ca1ffp849, -0x1p0},
                                {0x1.63p8, -0x1.f9bd0307d1de3p-16},
                                {0x1.921fb54442d18p1, 0x1.1a62633145c07p-53},
                                {0x1.921fb54442d18p0, 0x1p0},
                                {0x1.12e0be826d695p-30, 0x1.12e0be826d695p-30},
                                {0x1.1cfb10ebe5bb2p500, 0x1.dd6be366a1ef6p-2},
                                {0x1.4a208b9b9dbc6p2, -0x1.cdf3213dc10c7p-1}};

inline constexpr unary cos[] = {{0x1p-1, 0x1.c1528065b7d5p-1},
                                {0x1p0, 0x1.14a280fb5068cp-1},
                                {-0x1.4p1, -0x1.9a2f7ef858b7dp-1},
                                {0x1.9p6, 0x1.b981dbf665fdfp-1},
                                {0x1.0f0cf064dd592p73, 0x1.0be2cef01c8f4p-1},
                                {0x1.e42d130773b76p1023, 0x1.9b6913f41bde3p-1},
                                {-0x1.6ac5b262ca1ffp849, -0x1.14ae72e6ba22fp-61},
                                {0x1.63p8, -0x1.fffffffc18e4cp-1},
                                {0x1.921fb54442d18p1, -0x1p0},
                                {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54},
                                {0x1.12e0be826d695p-30, 0x1p0},
                                {0x1.1cfb10ebe5bb2p500, -0x1.c4f27d9dc8fcbp-1},
                                {0x1.4a208b9b9dbc6p2, 0x1.b9926c7a7875fp-2}};

inline constexpr unary tan[] = {{0x1p-1, 0x1.17b4f5bf3474ap-1},
                                {0x1p0, 0x1.8eb245cbee3a6p0},
                                {-0x1.4p1, 0x1.7e79b4e00bb15p-1},
                                {0x1.9p6, -0x1.2ca74d62b5d38p-1},
                                {0x1.0f0cf064dd592p73, -0x1.a0f79c1b6b257p0},
                                {0x1.e42d130773b76p1023, -0x1.7b49942eba88bp-1},
                                {-0x1.6ac5b262ca1ffp849, 0x1.d9ba9a7975636p60},
                                {0x1.63p8, 0x1.f9bd030bacc16p-16},
                                {0x1.921fb54442d18p1, -0x1.1a62633145c07p-53},
                                {0x1.921fb54442d18p0, 0x1.d02967c31cdb5p53},
                                {0x1.12e0be826d695p-30, 0x1.12e0be826d695p-30},
                                {0x1.1cfb10ebe5bb2p500, -0x1.0dd51f7345b27p-1},
                                {0x1.4a208b9b9dbc6p2, -0x1.0bd05e9352e66p1}};

inline constexpr unary sin_pi[] = {{0x1p-2, 0x1.6a09e667f3bcdp-1},
                                   {0x1.999999999999ap-4, 0x1.3c6ef372fe95p-2},
                                   {-0x1.4cccccccccccdp0, 0x1.9e3779b97f4a8p-1},
                                   {0x1.0000000000001p0, -0x1.921fb54442d18p-51},
                                   {0x1.ffffffffffffep-2, 0x1p0},
                                   {0x0.00000000007e8p-1022, 0x0.00000000018d7p-1022},
                                   {0x1.e240b33333333p16, 0x1.9e3779b98b1bfp-1},
                                   {0x1.fffffffffffffp51, -0x1p0},
                                   {-0x1.6e4fca2f3222p-1, -0x1.8f1ff8a93539bp-1}};

inline constexpr unary cos_pi[] = {{0x1p-2, 0x1.6a09e667f3bcdp-1},
                                   {0x1.999999999999ap-4, 0x1.e6f0e134454ffp-1},
                                   {-0x1.4cccccccccccdp0, -0x1.2cf2304755a5dp-1},
                                   {0x1.0000000000001p0, -0x1p0},
                                   {0x1.ffffffffffffep-2, 0x1.921fb54442d18p-52},
                                   {0x0.00000000007e8p-1022, 0x1p0},
                                   {0x1.e240b33333333p16, -0x1.2cf230474561bp-1},
                                   {0x1.fffffffffffffp51, 0.0},
                                   {-0x1.6e4fca2f3222p-1, -0x1.40b1235367bf1p-1}};

inline constexpr unary asin[] = {{0x1p-1, 0x1.0c152382d7366p-1},
                                 {-0x1p-1, -0x1.0c152382d7366p-1},
                                 {0x1p0, 0x1.921fb54442d18p0},
                                 {-0x1p0, -0x1.921fb54442d18p0},
                                 {0x1.fffffffffffffp-1, 0x1.921fb50442d18p0},
                                 {-0x1.ffffffffffffep-1, -0x1.921fb4e9c057fp0},
                                 {0x1.47ae147ae147bp-7, 0x1.47af7a68f8eefp-7},
                                 {-0x1.12e0be826d695p-30, -0x1.12e0be826d695p-30},
                                 {0x1p-5, 0x1.000aabde0b9c8p-5},
                                 {0x1.6666666666666p-1, 0x1.8d00e692afd95p-1},
                                 {-0x1.979405b689186p-1, -0x1.d76b8e22f9f47p-1}};

inline constexpr unary acos[] = {{0x1p-1, 0x1.0c152382d7366p0},
                                 {-0x1p-1, 0x1.0c152382d7366p1},
                                 {0x1p0, 0.0},
                                 {-0x1p0, 0x1.921fb54442d18p1},
                                 {0x1.fffffffffffffp-1, 0x1p-26},
                                 {-0x1.ffffffffffffep-1, 0x1.921fb5170194bp1},
                                 {0x1.47ae147ae147bp-7, 0x1.8f90564f70dfap0},
                                 {-0x1.12e0be826d695p-30, 0x1.921fb5488e548p0},
                                 {0x1p-5, 0x1.8a1f5fe55274ap0},
                                 {0x1.6666666666666p-1, 0x1.973e83f5d5c9bp-1},
                                 {-0x1.979405b689186p-1, 0x1.3eeabe2adfe5ep1}};

inline constexpr unary atan[] = {{0x1p-1, 0x1.dac670561bb4fp-2},
                                 {0x1p0, 0x1.921fb54442d18p-1},
                                 {-0x1p0, -0x1.921fb54442d18p-1},
                                 {0x1.12e0be826d695p-30, 0x1.12e0be826d695p-30},
                                 {0x1.eb851eb851eb8p-7, 0x1.eb7baf2082977p-7},
                                 {0x1.013a92a305532p-6, 0x1.013529c0c1992p-6},
                                 {0x1.7e43c8800759cp996, 0x1.921fb54442d18p0},
                                 {-0x1.8p1, -0x1.3fc176b7a856p0},
                                 {0x1.0000000000001p0, 0x1.921fb54442d19p-1},
                                 {-0x1.40db4fbde6d7dp2, -0x1.5fb8d8a469a67p0},
                                 {0x1.ff7ced916872bp-1, 0x1.91de23a8c3fap-1}};

inline constexpr unary sinh[] = {{0x1p-1, 0x1.0acd00fe63b97p-1},
                                 {-0x1p0, -0x1.2cd9fc44eb982p0},
                                 {0x1.12e0be826d695p-30, 0x1.12e0be826d695p-30},
                                 {0x1.4p4, 0x1.ceb088b68e804p27},
                                 {-0x1.47ae147ae147bp-7, -0x1.47af7a654e9efp-7},
                                 {0x1.5ep9, 0x1.d945df4f8ec8ep1008},
                                 {0x1.3333333333333p-2, 0x1.37d42af54b926p-2},
                                 {0x1.27ea47c2ad408p1, 0x1.3fcdca96d08a3p2},
                                 {0x1.2cp5, 0x1.1293919c201e5p53},
                                 {0x1.6333333333333p9, 0x1.da98a7371610bp1023},
                                 {-0x1.6333333333333p9, -0x1.da98a7371610bp1023}};

inline constexpr unary cosh[] = {{0x1p-1, 0x1.20ac1862ae8dp0},
                                 {-0x1p0, 0x1.8b07551d9f55p0},
                                 {0x1.12e0be826d695p-30, 0x1p0},
                                 {0x1.4p4, 0x1.ceb088b68e804p27},
                                 {-0x1.47ae147ae147bp-7, 0x1.000346de27853p0},
                                 {0x1.5ep9, 0x1.d945df4f8ec8ep1008},
                                 {0x1.3333333333333p-2, 0x1.0b9b4e0b6ec4cp0},
                                 {0x1.27ea47c2ad408p1, 0x1.46251a48c50b5p2},
                                 {0x1.2cp5, 0x1.1293919c201e5p53},
                                 {0x1.6333333333333p9, 0x1.da98a7371610bp1023}};

inline constexpr unary tanh[] = {{0x1p-1, 0x1.d9353d7568af3p-2},
                                 {-0x1p0, -0x1.85efab514f394p-1},
                                 {0x1.12e0be826d695p-30, 0x1.12e0be826d695p-30},
                                 {0x1.4p4, 0x1p0},
                                 {-0x1.47ae147ae147bp-7, -0x1.47ab48ae4595ep-7},
                                 {0x1.5ep9, 0x1p0},
                                 {0x1.3333333333333p-2, 0x1.2a4dda7d914fap-2},
                                 {0x1.27ea47c2ad408p1, 0x1.f60ba34c4747ap-1},
                                 {0x1.2cp5, 0x1p0},
                                 {0x1.30ccccccccccdp4, 0x1.fffffffffffffp-1},
                                 {-0x1.6p4, -0x1p0}};

inline constexpr unary asinh[] = {{0x1p-1, 0x1.ecc2caec5160ap-2},
                                  {-0x1p0, -0x1.c34366179d427p-1},
                                  {0x1.12e0be826d695p-30, 0x1.12e0be826d695p-30},
                                  {0x1.4p4, 0x1.d841a9abe2ebbp1},
                                  {-0x1.47ae147ae147bp-7, -0x1.47acae9508b07p-7},
                                  {0x1.5ep9, 0x1.cfa16e95e6e7ap2},
                                  {0x1.3333333333333p-2, 0x1.2ec4ea565fcc1p-2},
                                  {0x1.27ea47c2ad408p1, 0x1.93326c47d7605p0},
                                  {0x1.2cp5, 0x1.1454a31eadd04p2},
                                  {0x1.7e43c8800759cp996, 0x1.59bbfd8b83e44p9},
                                  {0x1.5af1d78b58c4p66, 0x1.75f57369e9343p5}};

inline constexpr unary acosh[] = {{0x1p0, 0.0},
                                  {0x1.0000000000001p0, 0x1.6a09e667f3bccp-26},
                                  {0x1.8p0, 0x1.ecc2caec5160ap-1},
                                  {0x1p1, 0x1.5124271980435p0},
                                  {0x1.ep4, 0x1.060530345ac85p2},
                                  {0x1.2a05f2p33, 0x1.7b810429a7c2ap4},
                                  {0x1.5af1d78b58c4p66, 0x1.75f57369e9343p5},
                                  {0x1.e42d130773b76p1023, 0x1.6335c209c2e17p9},
                                  {0x1.687c9668f185p0, 0x1.c02557c443c6p-1}};

inline constexpr unary atanh[] = {{0x1p-1, 0x1.193ea7aad030bp-1},
                                  {-0x1p-1, -0x1.193ea7aad030bp-1},
                                  {0x1.fffffffffffffp-1, 0x1.2b708872320e2p4},
                                  {0x1.12e0be826d695p-30, 0x1.12e0be826d695p-30},
                                  {0x1.ff2e48e8a71dep-8, 0x1.ff30f054263cfp-8},
                                  {-0x1.02de00d1b7176p-7, -0x1.02df61c3736bp-7},
                                  {0x1.3333333333333p-2, 0x1.3cf2b50617c95p-2},
                                  {-0x1.458df50ab532p-1, -0x1.8099d87b896c1p-1}};

inline constexpr unary sqrt[] = {{0x1p1, 0x1.6a09e667f3bcdp0},
                                 {0x1.8p1, 0x1.bb67ae8584caap0},
                                 {0x1.999999999999ap-4, 0x1.43d136248490fp-2},
                                 {0x0.012688b70e62bp-1022, 0x1.1297872d9cbaep-515},
                                 {0x0.0000000000001p-1022, 0x1p-537},
                                 {0x1.fffffffffffffp1023, 0x1.fffffffffffffp511},
                                 {0x1p2, 0x1p1},
                                 {0x1.0000000000001p0, 0x1p0},
                                 {0x1.f3a80c5721dap2, 0x1.65a5df530003bp1}};

inline constexpr unary cbrt[] = {{0x1p1, 0x1.428a2f98d728bp0},
                                 {-0x1.bp4, -0x1.8p1},
                                 {0x1.999999999999ap-4, 0x1.db4c7760bcff3p-2},
                                 {0x0.012688b70e62bp-1022, 0x1.a9d1b0b5d7427p-344},
                                 {-0x0.0000000000001p-1022, -0x1p-358},
                                 {0x1.fffffffffffffp1023, 0x1.428a2f98d728bp341},
                                 {0x1.c0a1bc86fba64p1, 0x1.84ddb3104a06bp0}};

inline constexpr binary pow[] = {{0x1.8p1, 0x1p1, 0x1.2p3},
                                 {0x1p1, 0x1p-1, 0x1.6a09e667f3bcdp0},
                                 {0x1p-1, 0x1.0c8p10, 0x0.0000000000001p-1022},
                                 {0x1p-1, 0x1.0c6p10, 0x0.0000000000001p-1022},
                                 {0x1.4p3, -0x1.40b3333333333p8, 0x0.0000000000194p-1022},
                                 {0x1.0000000000001p0, 0x1.4d1120d7b16p61, 0x1.0502174a9bef1p961},
                                 {0x1.fffffffffffffp-1, -0x1.4d1120d7b16p62, 0x1.0502174a9c0efp961},
                                 {0x1.e42d130773b76p1023, 0x1.fae147ae147aep-1, 0x1.9a33f52f64173p1013},
                                 {0x0.0000000000001p-1022, 0x1.3333333333333p-2, 0x1.bdb8cdadbe161p-323},
                                 {-0x1p1, -0x1.8p1, -0x1p-3},
                                 {-0x1.8p0, 0x1.cp2, -0x1.116p4},
                                 {0x1.4p3, 0x1.6p4, 0x1.0f0cf064dd592p73},
                                 {0x1.028f5c28f5c29p0, 0x1.ab7d7b30a60ecp14, 0x1.af11c496d9dfbp392},
                                 {0x1.148440375dfe3p3, -0x1.80eef1e25f8f6p2, 0x1.3868b0fdcdb84p-19}};

inline constexpr binary atan2[] = {{0x1p0, 0x1p0, 0x1.921fb54442d18p-1},
                                   {0x1p0, -0x1p0, 0x1.2d97c7f3321d2p1},
                                   {-0x1p0, -0x1p0, -0x1.2d97c7f3321d2p1},
                                   {-0x1p0, 0x1p0, -0x1.921fb54442d18p-1},
                                   {0x0.012688b70e62bp-1022, 0x1p0, 0x0.012688b70e62bp-1022},
                                   {0x1.56e1fc2f8f359p-997, 0x1.2a05f2p33, 0x0.012688b70e62bp-1022},
                                   {0x1.8p1, -0x1p2, 0x1.3fc176b7a856p1},
                                   {0x1.7e43c8800759cp996, 0x1.56e1fc2f8f359p-997, 0x1.921fb54442d18p0},
                                   {-0x1.56e1fc2f8f359p-997, -0x1.7e43c8800759cp996, -0x1.921fb54442d18p1},
                                   {0x1.3333333333333p-2, 0x1.6666666666666p-1, 0x1.9e9bf3d20dc71p-2},
                                   {0x1.cp2, 0x1.3333333333333p-2, 0x1.8728bd75310fdp0}};

inline constexpr binary hypot[] = {{0x1.8p1, 0x1p2, 0x1.4p2},
                                   {0x1.1ccf385ebc8ap1023, 0x1.1ccf385ebc8ap1023, 0x1.92c80954c51f5p1023},
                                   {0x0.00000000007e8p-1022, 0x0.00000000017b8p-1022, 0x0.00000000019p-1022},
                                   {0x1p0, 0x1.12e0be826d695p-30, 0x1p0},
                                   {0x1.3333333333333p-2, -0x1.6666666666666p-1, 0x1.85ed7614b038cp-1},
                                   {0x1.7e43c8800759cp996, 0x1.485ce9e7a065fp963, 0x1.7e43c8800759cp996},
                                   {0x1p0, 0x1.56e1fc2f8f359p-997, 0x1p0}};

}  // namespace tables
