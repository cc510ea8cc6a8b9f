#!/usr/bin/env bash
# Sets everything up, builds, and runs or tests ModelOps. build.ps1 is its twin for PowerShell.
#
#   ./build.sh          build: bin/modelops and the PowerShell module
#   ./build.sh run      build, then the quickstart: train on real data, stop, resume, keep, export
#   ./build.sh test     build, then all tests
#   ./build.sh clean    delete what the build made
#
# TORCH_BACKEND=TorchSharp|System chooses the torch backend; by default the TorchSharp packages are used where they restore.
# CUDA=true takes TorchSharp's CUDA packages.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
task=${1:-build}
step="starting"

say()  { printf '\n== %s\n' "$*"; }
fail() { printf '\nbuild.sh: %s failed: %s\n' "$step" "$1" >&2; [ -z "${2:-}" ] || printf '  Next: %s\n' "$2" >&2; exit 1; }
trap 'rc=$?; [ $rc = 0 ] || printf "\nbuild.sh: stopped at: %s (exit code %s)\n" "$step" "$rc" >&2' EXIT

# Debian and Ubuntu: installs what is missing. Other systems: says what to install.
need_packages() {
  local missing=()
  for p in "$@"; do dpkg-query -W -f='${Status}' "$p" 2>/dev/null | grep -q 'install ok installed' || missing+=("$p"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  say "Installing ${missing[*]}"
  local sudo=""
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null || fail "${missing[*]} must be installed, and sudo is not here" "as root: apt-get install ${missing[*]}"; sudo=sudo; }
  $sudo apt-get update -q >/dev/null || fail "apt-get update did not work" "look at the network and /etc/apt/sources.list"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" </dev/null >/tmp/modelops-apt.$$ 2>&1 ||
    { tail -5 /tmp/modelops-apt.$$ >&2; fail "apt-get install ${missing[*]}" "see the lines above"; }
  rm -f /tmp/modelops-apt.$$
}

check_dotnet() {
  step="looking for the .NET SDK"
  command -v dotnet >/dev/null || fail "there is no dotnet on the PATH" "install the .NET 10 SDK (https://dotnet.microsoft.com/download), then run this again"
  dotnet --list-sdks | grep -q '^10\.' || fail "the .NET 10 SDK is not here; found: $(dotnet --list-sdks | tr '\n' ' ')" "install the .NET 10 SDK (https://dotnet.microsoft.com/download)"
}

# bin/torch-backend keeps the choice; Directory.Build.props reads it, so that a plain 'dotnet build' agrees with this script.
choose_backend() {
  step="choosing the torch backend"
  mkdir -p bin
  local backend=${TORCH_BACKEND:-} why="TORCH_BACKEND says so"
  if [ -z "$backend" ]; then
    [ ! -s bin/torch-backend ] || { backend=$(cat bin/torch-backend); say "Torch backend: $backend (chosen before; delete bin/torch-backend to choose again)"; return; }
    if dotnet restore src/ModelOps.Torch -p:TorchBackend=TorchSharp -p:Cuda="${CUDA:-false}" >bin/restore-torchsharp.log 2>&1; then
      backend=TorchSharp why="its packages restore"
    else
      backend=System why="the TorchSharp packages do not restore here ($(grep -om1 'NU[0-9]*' bin/restore-torchsharp.log || echo 'see bin/restore-torchsharp.log')), so the machine's own libtorch is used"
    fi
  fi
  [ "$backend" = System ] || [ "$backend" = TorchSharp ] || fail "TORCH_BACKEND is '$backend'" "set it to TorchSharp or System"
  echo "$backend" >bin/torch-backend
  say "Torch backend: $backend ($why)"
}

# The System backend wants a C++ compiler, libtorch with headers, and a BLAS that is neither slow nor at odds with libtorch's OpenMP.
install_libtorch() {
  [ "$(cat bin/torch-backend)" = System ] || return 0
  step="installing libtorch"
  local libtorch=libtorch-dev
  if [ -n "${LIBTORCH:-}" ] || src/ModelOps.Torch/Native/find-libtorch.sh >/dev/null 2>&1; then libtorch=""; fi
  if command -v apt-get >/dev/null; then
    need_packages g++ $libtorch libopenblas0-openmp
  else
    command -v g++ >/dev/null || fail "there is no g++" "install a C++17 compiler"
    [ -z "$libtorch" ] || fail "there is no libtorch" "install PyTorch (pip install torch), or unpack libtorch and set LIBTORCH to its folder"
  fi
}

# Builds once; a second run with unchanged sources does nothing.
build() {
  check_dotnet
  choose_backend
  install_libtorch
  step="building"
  local stamp=bin/.built
  if [ -e $stamp ] && [ -z "$(find src tests docs/en-US ./*.props ModelOps.sln bin/torch-backend -type f -newer $stamp -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
    say "Nothing to build: sources are as they were at the last build"
    return
  fi
  say "Building (bin/build.log has the details)"
  if ! { dotnet build ModelOps.sln -c Release -v q && dotnet publish src/ModelOps.Host -c Release -v q -o bin/host &&
         dotnet publish src/ModelOps.Cmdlets -c Release -v q -o bin/module; } >bin/build.log 2>&1; then
    grep -E 'error|warning' bin/build.log | sort -u | head -20 >&2
    fail "the build has errors, above; bin/build.log has the rest" "mend them, or ask with that file at hand"
  fi
  ln -sfn host/ModelOps.Host bin/modelops
  touch $stamp
}

# Says what failed once more at the end, where a log that was cut off still shows it: 30 lines of each failed xunit test.
repeat_failures() {
  [ "$1" = 00 ] && return
  printf '\nFailed tests (bin/test.log and bin/pester.log have everything):\n'
  awk '/^  Failed [^ ]/ { left = 30 } /^(Passed|Failed)!|^Test run for|^\[xUnit/ { left = 0 } left > 0 { print; left-- }' bin/test.log
  [ ! -e bin/pester.log ] || grep '^  Failed ' bin/pester.log || true
}

# Sums the runners' closing lines up in one: N passed, N failed, N skipped.
run_tests() {
  local passed=0 failed=0 skipped=0 bad=0 line
  step="running the xunit tests"
  rm -f bin/pester.log
  say "xunit tests"
  export GOMP_SPINCOUNT=1000   # the tests run several trainings side by side: they must not spin while they wait
  dotnet test ModelOps.sln -c Release --no-build -m:1 --nologo --logger "console;verbosity=minimal" 2>&1 | tee bin/test.log || bad=1
  while read -r line; do
    [[ $line =~ Failed:\ +([0-9]+),\ Passed:\ +([0-9]+),\ Skipped:\ +([0-9]+) ]] || continue
    failed=$((failed + BASH_REMATCH[1])) passed=$((passed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
  done <bin/test.log
  step="running the Pester tests"
  local files; files=$(find tests/Cmdlets -name '*.Tests.ps1' | wc -l)
  if command -v pwsh >/dev/null && pwsh -NoProfile -NonInteractive -c 'if (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -ge 5 }) { exit 0 } else { exit 1 }' </dev/null; then
    say "Pester tests"
    pwsh -NoProfile -NonInteractive -File tests/Cmdlets/Invoke-PesterTests.ps1 </dev/null 2>&1 | tee bin/pester.log || bad=1
    line=$(grep -E '^Pester: [0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' bin/pester.log | tail -1 || true)
    if [[ $line =~ ([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped ]]; then
      passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
    else
      bad=1
    fi
  else
    say "LEFT OUT: $files Pester files with the cmdlets' tests, because no pwsh 7.6 with Pester 5 is on the PATH"
  fi
  repeat_failures "$failed$bad"
  printf '\n%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" = 0 ] && [ "$bad" = 0 ] && [ "$passed" -gt 0 ] || { step="testing"; exit 1; }
}

case "$task" in
  build) build; say "Built: bin/modelops, and the module: Import-Module ./ModelOps.psd1" ;;
  run)   build; step="the quickstart"; bin/modelops quickstart ;;
  test)  build; run_tests ;;
  clean) rm -rf bin src/*/obj src/*/bin tests/*/obj tests/*/bin ;;
  *)     fail "there is no task '$task'" "use build, run, test or clean" ;;
esac
