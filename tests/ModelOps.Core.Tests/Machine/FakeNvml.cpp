// Stands in for NVIDIA's libnvidia-ml.so.1: as many GPUs and the error codes that the environment says. Its structures are those of
// nvml.h, so that a wrong layout on the other side shows as wrong numbers.
#include <cstdio>
#include <cstdlib>
#include <cstring>

struct nvmlMemory { unsigned long long total, free, used; };
struct nvmlUtilization { unsigned gpu, memory; };
struct nvmlProcessInfo { unsigned pid; unsigned long long used; unsigned gpu_instance, compute_instance; };

static const unsigned calls = 8;
static unsigned devices = 2;
static int codes[calls];

extern "C" {
// What the tests set: the number of GPUs, and the code that each call answers.
void fake_set(unsigned count, const int *answers) { devices = count; memcpy(codes, answers, sizeof codes); }

int nvmlInit_v2() {
    if (const char *count = getenv("FAKE_NVML_DEVICES")) devices = (unsigned)atoi(count);
    return codes[0];
}
const char *nvmlErrorString(int code) { return code == 18 ? "Driver/library version mismatch" : "Unknown Error"; }
int nvmlDeviceGetCount_v2(unsigned *count) { if (!codes[1]) *count = devices; return codes[1]; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) {
    if (index >= devices) return 2;
    *device = (void *)(size_t)(1000 + index);
    return codes[2];
}
static unsigned index_of(void *device) { return (unsigned)((size_t)device - 1000); }
int nvmlDeviceGetName(void *device, char *text, unsigned length) {
    if (!codes[3]) snprintf(text, length, "Test GPU %u", index_of(device));
    return codes[3];
}
int nvmlDeviceGetUUID(void *device, char *text, unsigned length) {
    if (!codes[3]) snprintf(text, length, "GPU-%08u", index_of(device));
    return codes[3];
}
int nvmlDeviceGetMemoryInfo(void *device, nvmlMemory *memory) {
    if (!codes[4]) *memory = { 80ull << 30, (60ull << 30) - index_of(device), (20ull << 30) + index_of(device) };
    return codes[4];
}
int nvmlDeviceGetUtilizationRates(void *device, nvmlUtilization *rates) {
    if (!codes[5]) *rates = { 50 + index_of(device), 7 };
    return codes[5];
}
int nvmlDeviceGetTemperature(void *device, int sensor, unsigned *degrees) {
    if (sensor != 0) return 2;
    if (!codes[6]) *degrees = 40 + index_of(device);
    return codes[6];
}
int nvmlSystemGetDriverVersion(char *text, unsigned length) {
    if (!codes[7]) snprintf(text, length, "570.12.34");
    return codes[7];
}
int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, nvmlProcessInfo *list) {
    if (*count < 2) return 7;
    *count = 2;
    list[0] = { 4000 + index_of(device), 3ull << 30, 0xffffffff, 0xffffffff };
    list[1] = { 5000 + index_of(device), ~0ull, 1, 2 };
    return 0;
}
}
