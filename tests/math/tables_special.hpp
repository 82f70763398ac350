// SPDX-License-Identifier: BSL-1.0
// Correctly rounded values of the error and gamma functions and others, computed with mpmath 1.3 at 1300 bits.
#pragma once

#include "tests/math/tables.hpp"

namespace tables {

inline constexpr unary erf[] = {{0x1p-1, 0x1.0a7ef5c18edd2p-1},
                                {-0x1.ccccccccccccdp-1, -0x1.98045a6c8a2e6p-1},
                                {0x1p0, 0x1.af767a741088bp-1},
                                {0x1.8p0, 0x1.eea5557137aep-1},
                                {-0x1.8p1, -0x1.fffd1ac4135f9p-1},
                                {0x1.799999999999ap2, 0x1.fffffffffffffp-1},
                                {0x1.12e0be826d695p-30, 0x1.362a9ffc610ddp-30},
                                {0x0.012688b70e62bp-1022, 0x0.014c5898977c4p-1022},
                                {0x1.0c362de608e9ap0, 0x1.b92016657f4fdp-1}};

inline constexpr unary erfc[] = {{0x1p-1, 0x1.eb02147ce245cp-2},
                                 {-0x1.ccccccccccccdp-1, 0x1.cc022d3645173p0},
                                 {0x1p0, 0x1.4226162fbddd5p-3},
                                 {0x1.8p0, 0x1.15aaa8ec85205p-5},
                                 {-0x1.8p1, 0x1.fffe8d6209afdp0},
                                 {0x1.799999999999ap2, 0x1.4b99601a343bep-54},
                                 {0x1.4p3, 0x1.7d8a7f2a8a2dp-149},
                                 {0x1.a8p4, 0x1.3df6725a60cf5p-1019},
                                 {0x1.b19999999999ap4, 0x0.00000000001d8p-1022},
                                 {0x1.12e0be826d695p-30, 0x1.fffffff64eabp-1},
                                 {-0x1.b65786ee3cdeap0, 0x1.fc0b1760c12d5p0}};

inline constexpr unary tgamma[] = {{0x1p-1, 0x1.c5bf891b4ef6bp0},
                                   {0x1.8p0, 0x1.c5bf891b4ef6bp-1},
                                   {0x1.4p2, 0x1.8p4},
                                   {0x1.7p4, 0x1.e77526159f06cp69},
                                   {-0x1p-1, -0x1.c5bf891b4ef6bp1},
                                   {-0x1.8p0, 0x1.2e7fb0bcdf4f2p1},
                                   {-0x1.d99999999999ap1, 0x1.01aef6b28aeb6p-2},
                                   {0x1.5533333333333p7, 0x1.52e425f13147ap1016},
                                   {0x1.4f8b588e368f1p-17, 0x1.869f6c3c3e0bbp16},
                                   {-0x1.549999999999ap7, -0x1.495111718f7d4p-1020},
                                   {-0x1.6accccccccccdp7, 0.0},
                                   {0x0.730d67819e8d2p-1022, 0x1.1ccf385ebc8ap1023},
                                   {0x1.7ff7ced916873p3, 0x1.2fcc4cbd59d43p25},
                                   {0x1.8b7906b1656d7p3, 0x1.6f94457a336f9p26}};

inline constexpr unary lgamma[] = {{0x1p-1, 0x1.250d048e7a1bdp-1},
                                   {0x1.0000000000001p0, -0x1.2788cfc6fb617p-53},
                                   {0x1.fffffffffffffp-1, 0x1.2788cfc6fb61ap-54},
                                   {0x1.fd70a3d70a3d7p0, -0x1.12f54c39cc83cp-8},
                                   {0x1.0000000000001p1, 0x1.b0ee6072093d1p-53},
                                   {0x1.01a9fbe76c8b4p1, 0x1.6bc2b51a42781p-8},
                                   {0x1.0404ea4a8c155p0, -0x1.225c36c011a0bp-7},
                                   {0x1.4p2, 0x1.96ca77c922cf9p1},
                                   {0x1.91p6, 0x1.6848d8e681f58p8},
                                   {-0x1p-1, 0x1.43f89a3f0edd6p0},
                                   {-0x1.a666666666666p1, -0x1.a611f6cda29c6p-1},
                                   {-0x1.5666666666666p3, -0x1.ed5656164e0bp3},
                                   {0x1.56e1fc2f8f359p-997, 0x1.5963447f87fb5p9},
                                   {0x1.7e43c8800759cp996, 0x1.017f38e7a1ab5p1006},
                                   {0x1.2a05f2p33, 0x1.9a43710f467c1p37},
                                   {0x1.7cccccccccccdp3, 0x1.1422b94050facp4}};

inline constexpr unary digamma[] = {{0x1p-1, -0x1.f6a897d3214fcp0},
                                    {0x1p0, -0x1.2788cfc6fb619p-1},
                                    {0x1.762d86356be3fp0, -0x1.aa2d9b3ce29ep-54},
                                    {0x1p1, 0x1.b0ee6072093cep-2},
                                    {0x1.9p3, 0x1.3e1ae41f318ecp1},
                                    {-0x1p-1, 0x1.2aed059bd608ap-5},
                                    {-0x1.a666666666666p1, 0x1.cf67be009a0fcp1},
                                    {0x1.56e1fc2f8f359p-997, -0x1.7e43c8800759bp996},
                                    {0x1.7e43c8800759cp996, 0x1.5963447f87fb5p9},
                                    {0x1.9p6, 0x1.26690d4274475p2},
                                    {0x1.1cb1e0fa22ccdp1, 0x1.1db9248f83775p-1}};

inline constexpr unary trigamma[] = {{0x1p-1, 0x1.3bd3cc9be45dep2},
                                     {0x1p0, 0x1.a51a6625307d3p0},
                                     {0x1p1, 0x1.4a34cc4a60fa6p-1},
                                     {0x1.9p3, 0x1.5522e33e75f07p-4},
                                     {-0x1p-1, 0x1.1de9e64df22efp3},
                                     {-0x1.a666666666666p1, 0x1.da2aec14d7996p3},
                                     {0x1.bff2ee48e053p-333, 0x1.4e718d7d7625ap664},
                                     {0x1.249ad2594c37dp332, 0x1.bff2ee48e053p-333},
                                     {0x1.9p6, 0x1.4952e891b603ap-7},
                                     {0x1.52895dc091654p-1, 0x1.8d66607dd6ec1p1}};

inline constexpr unary erf_inv[] = {{0x1p-1, 0x1.e861fbb24c00ap-2},
                                    {-0x1.3333333333333p-2, -0x1.1700774485ed2p-2},
                                    {0x1.ccccccccccccdp-1, 0x1.29c0146770651p0},
                                    {-0x1.fffeb074a771dp-1, -0x1.8fcc0194983bcp1},
                                    {0x1.fffffffffffffp-1, 0x1.7744f8f74e94ap2},
                                    {0x1.12e0be826d695p-30, 0x1.e7355a02875c3p-31},
                                    {0x0.012688b70e62bp-1022, 0x0.01050624d5cedp-1022},
                                    {0x1.e3ac62ef8a30cp-1, 0x1.5ae3b582c7449p0}};

inline constexpr unary erfc_inv[] = {{0x1p-1, 0x1.e861fbb24c00ap-2},
                                     {0x1.3333333333333p-2, 0x1.773a9da42b45p-1},
                                     {0x1.4f8b588e368f1p-17, 0x1.8fcc019497d9dp1},
                                     {0x1.56e1fc2f8f359p-997, 0x1.a359fd2c5e942p4},
                                     {0x0.0000000000001p-1022, 0x1.b369a6244e684p4},
                                     {0x1.e666666666666p0, -0x1.29c014677064fp0},
                                     {0x1.0000000000001p0, -0x1.c5bf891b4ef6bp-53},
                                     {0x1.6666666666666p-1, 0x1.1700774485ed3p-2}};

inline constexpr unary lambert_w0[] = {{0x1p0, 0x1.22609af8e9657p-1},
                                       {0x1p-1, 0x1.682ce1cadd3p-2},
                                       {-0x1.3333333333333p-2, -0x1.f525db815078bp-2},
                                       {-0x1p-2, -0x1.6dfb0a612bd03p-2},
                                       {-0x1.78b56362cef37p-2, -0x1.ffffff7c8996ep-1},
                                       {-0x1.77ced916872bp-2, -0x1.dd636d0a9e6b8p-1},
                                       {0x1.12e0be826d695p-30, 0x1.12e0be7dd0d1ep-30},
                                       {0x1.8p1, 0x1.0cc6d44fa669cp0},
                                       {0x1.ep4, 0x1.3e9ef285800a9p1},
                                       {0x1.4p5, 0x1.5931111723fb7p1},
                                       {0x1.7e43c8800759cp996, 0x1.561fa4884a0e5p9},
                                       {0x1.8p-1, 0x1.e068e9af62ccbp-2},
                                       {0x1.5c33a6b3ddd8p-7, 0x1.588f3f5d66c6cp-7}};

inline constexpr binary polygamma[] = {{0x1p1, 0x1p0, -0x1.33ba004f00621p1},
                                       {0x1p1, -0x1.3333333333333p-2, 0x1.0e8e6b4d53f25p6},
                                       {0x1.8p1, -0x1p-1, 0x1.82d1746148413p7},
                                       {0x1.8p1, 0x1.47ae147ae147bp-7, 0x1.1e1a3032022cbp29},
                                       {0x1.4p2, 0x1.48p4, 0x1.f5c0000ca3d8bp-18},
                                       {0x1.4p3, 0x1.d99999999999ap1, -0x1.1a9a223a59e94p1},
                                       {0x1.4p4, 0x1.9p6, -0x1.03a5f511adf49p-76},
                                       {0x1.9p5, 0x1.48p4, -0x1.13d73195d8258p-8},
                                       {0x1p2, 0x1.2a05f2p33, -0x1.a22393b497646p-131},
                                       {0x1.9p6, 0x1.0624dd2f1a9fcp-10, -inf},
                                       {0x1.cp2, -0x1.8cccccccccccdp3, 0x1.e7bad2a885843p22}};

}  // namespace tables
