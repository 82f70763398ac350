#!/ bin / sh
#Builds what runs on a CUDA device, compares it with the host, and prints how long it takes beside kernels written by
#hand and the bandwidth of the device.Needs nvcc 13(or NVCC = <path>), g++and a GPU; \
    some minutes, most of them compiling.
set - eu cd "$(dirname " $0 ")/../.." nvcc = $ {
NVCC:
  -$(command - v nvcc || echo / usr / local / cuda / bin / nvcc)
}
if
  !command - v "$nvcc" > / dev / null;
then echo "bench/gpu: nvcc is not installed, nothing has been built or measured" > &2 exit 1 fi if !nvidia - smi - L 2 >
            / dev / null |
        grep - q '^GPU' &&
    ![-e / dev / nvidia0]; then
  echo "bench/gpu: there is no GPU here, nothing has been built or measured" >&2
  exit 1
fi
mkdir -p build/gpu
for program in agree rows;
do
"$nvcc" - std =
    c++ 20 - O2-- expt - relaxed - constexpr - arch =
        native - Iinclude - I."bench/gpu/$program.cu" - o "build/gpu/$program" done nvidia - smi-- query - gpu = name,
          driver_version-- format = csv,
          noheader 2 > / dev / null || true "$nvcc" --version | tail - n 1 build / gpu / agree build / gpu / rows
