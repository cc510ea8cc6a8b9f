#!/usr/bin/env pwsh
<#
.SYNOPSIS
Sets everything up, builds, and runs or tests ModelOps. The twin of build.sh.
.PARAMETER Task
Build: bin/modelops and the PowerShell module. Run: also the quickstart (train on real data, stop, resume, keep, export).
Test: also all tests. Clean: delete what the build made.
.PARAMETER TorchBackend
TorchSharp or System; by default the TorchSharp packages are used where they restore.
.PARAMETER Cuda
Take TorchSharp's CUDA packages.
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Run', 'Test', 'Clean')] [string] $Task = 'Build',
    [ValidateSet('TorchSharp', 'System')] [string] $TorchBackend,
    [switch] $Cuda
)
$ErrorActionPreference = 'Stop'
Set-Location $PSScriptRoot
$env:DOTNET_CLI_TELEMETRY_OPTOUT = $env:DOTNET_NOLOGO = $env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'
$step = 'starting'

function Say([string] $Text) { Write-Host "`n== $Text" }

function Fail([string] $What, [string] $Next) {
    Write-Host "`nbuild.ps1: $script:step failed: $What"
    if ($Next) { Write-Host "  Next: $Next" }
    exit 1
}

# Debian and Ubuntu: installs what is missing.
function Install-DebianPackage([string[]] $Name) {
    $missing = @($Name | Where-Object { (dpkg-query -W '-f=${Status}' $_ 2>$null) -notmatch 'install ok installed' })
    if (-not $missing) { return }
    Say "Installing $missing"
    $sudo = @(if ((id -u) -ne 0) {
        if (-not (Get-Command sudo -ErrorAction Ignore)) { Fail "$missing must be installed, and sudo is not here" "as root: apt-get install $missing" }
        'sudo'
    })
    $update = @($sudo) + 'apt-get', 'update', '-q'
    $install = @($sudo) + 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', 'install', '-y', '-q', '--no-install-recommends' + $missing
    foreach ($command in $update, $install) {
        $output = & $command[0] $command[1..($command.Count - 1)] 2>&1
        if ($LASTEXITCODE) { $output | Select-Object -Last 5 | Out-Host; Fail "$command" 'see the lines above' }
    }
}

function Test-DotNet {
    $script:step = 'looking for the .NET SDK'
    $next = 'install the .NET 10 SDK (https://dotnet.microsoft.com/download), then run this again'
    if (-not (Get-Command dotnet -ErrorAction Ignore)) { Fail 'there is no dotnet on the PATH' $next }
    if (-not (dotnet --list-sdks | Where-Object { $_ -match '^10\.' })) { Fail "the .NET 10 SDK is not here; found: $(dotnet --list-sdks)" $next }
}

# bin/torch-backend keeps the choice; Directory.Build.props reads it, so that a plain 'dotnet build' agrees with this script.
function Select-TorchBackend {
    $script:step = 'choosing the torch backend'
    $null = New-Item -ItemType Directory -Force bin
    $backend, $why = $TorchBackend, '-TorchBackend says so'
    if (-not $backend) { $backend, $why = $env:TORCH_BACKEND, 'TORCH_BACKEND says so' }
    if (-not $backend -and (Test-Path bin/torch-backend)) {
        Say "Torch backend: $((Get-Content bin/torch-backend -Raw).Trim()) (chosen before; delete bin/torch-backend to choose again)"
        return
    }
    if (-not $backend) {
        $log = dotnet restore src/ModelOps.Torch -p:TorchBackend=TorchSharp "-p:Cuda=$($Cuda.ToString().ToLower())" 2>&1
        $backend, $why = if ($LASTEXITCODE -eq 0) { 'TorchSharp', 'its packages restore' }
        else {
            $code = if ("$log" -match 'NU\d+') { $Matches[0] } else { 'no reason given' }
            'System', "the TorchSharp packages do not restore here ($code), so the machine's own libtorch is used"
        }
    }
    Set-Content bin/torch-backend $backend
    Say "Torch backend: $backend ($why)"
}

# The System backend wants a C++ compiler, libtorch with headers, and a BLAS that is neither slow nor at odds with libtorch's OpenMP.
function Install-LibTorch {
    if ((Get-Content bin/torch-backend -Raw).Trim() -ne 'System') { return }
    $script:step = 'installing libtorch'
    if ($IsWindows) { Fail 'the System backend is not built on Windows' 'use -TorchBackend TorchSharp' }
    $found = $env:LIBTORCH
    if (-not $found) { $null = & src/ModelOps.Torch/Native/find-libtorch.sh 2>$null; $found = $LASTEXITCODE -eq 0 }
    if (Get-Command apt-get -ErrorAction Ignore) {
        Install-DebianPackage (@('g++', 'libopenblas0-openmp') + @(if (-not $found) { 'libtorch-dev' }))
        return
    }
    if (-not (Get-Command g++ -ErrorAction Ignore)) { Fail 'there is no g++' 'install a C++17 compiler' }
    if (-not $found) { Fail 'there is no libtorch' 'install PyTorch (pip install torch), or unpack libtorch and set LIBTORCH to its folder' }
}

# Builds once; a second run with unchanged sources does nothing.
function Invoke-Build {
    Test-DotNet
    Select-TorchBackend
    Install-LibTorch
    $script:step = 'building'
    $stamp = Get-Item bin/.built -Force -ErrorAction Ignore
    $newer = if ($stamp) {
        Get-ChildItem src, tests, docs/en-US, *.props, ModelOps.sln, bin/torch-backend -Recurse -File |
            Where-Object { $_.LastWriteTimeUtc -gt $stamp.LastWriteTimeUtc -and $_.FullName -notmatch '[\\/](obj|bin)[\\/](?!torch-backend)' } |
            Select-Object -First 1
    }
    if ($stamp -and -not $newer) { Say 'Nothing to build: sources are as they were at the last build'; return }
    Say 'Building (bin/build.log has the details)'
    foreach ($arguments in @(
            , @('build', 'ModelOps.sln', '-c', 'Release', '-v', 'q')
            , @('publish', 'src/ModelOps.Host', '-c', 'Release', '-v', 'q', '-o', 'bin/host')
            , @('publish', 'src/ModelOps.Cmdlets', '-c', 'Release', '-v', 'q', '-o', 'bin/module'))) {
        $log = dotnet @arguments 2>&1
        $log | Add-Content bin/build.log
        if ($LASTEXITCODE) {
            $log | Where-Object { $_ -match 'error|warning' } | Sort-Object -Unique | Select-Object -First 20 | Out-Host
            Fail 'the build has errors, above; bin/build.log has the rest' 'mend them, or ask with that file at hand'
        }
    }
    if ($IsWindows) { Set-Content bin/modelops.cmd '@"%~dp0host\ModelOps.Host.exe" %*' }
    else { $null = New-Item -ItemType SymbolicLink -Force -Path bin/modelops -Target host/ModelOps.Host }
    Set-Content bin/.built (Get-Date -Format o)
}

# Says what failed once more at the end, where a log that was cut off still shows it: 30 lines of each failed xunit test.
function Write-Failure([object[]] $XunitLines, [object[]] $PesterLines) {
    Write-Host "`nFailed tests:"
    $left = 0
    foreach ($line in $XunitLines) {
        if ("$line" -match '^  Failed \S') { $left = 30 }
        elseif ("$line" -match '^(Passed|Failed)!|^Test run for|^\[xUnit') { $left = 0 }
        if ($left-- -gt 0) { Write-Host $line }
    }
    $PesterLines | Where-Object { "$_" -match '^  Failed ' } | Write-Host
}

# Sums the runners' closing lines up in one: N passed, N failed, N skipped.
function Invoke-Test {
    $sum = @{ Passed = 0; Failed = 0; Skipped = 0 }
    $bad = $false
    $script:step = 'running the xunit tests'
    Say 'xunit tests'
    $env:GOMP_SPINCOUNT = '1000' # the tests run several trainings side by side: they must not spin while they wait
    dotnet test ModelOps.sln -c Release --no-build -m:1 --nologo --logger 'console;verbosity=minimal' 2>&1 | Tee-Object -Variable xunitLines | Out-Host
    if ($LASTEXITCODE) { $bad = $true }
    foreach ($line in $xunitLines) {
        if ("$line" -match 'Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+)') {
            $sum.Failed += [int]$Matches[1]; $sum.Passed += [int]$Matches[2]; $sum.Skipped += [int]$Matches[3]
        }
    }
    $script:step = 'running the Pester tests'
    if (Get-Module -ListAvailable Pester | Where-Object { $_.Version.Major -ge 5 }) {
        Say 'Pester tests'
        & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -File tests/Cmdlets/Invoke-PesterTests.ps1 2>&1 | Tee-Object -Variable pesterLines | Out-Host
        if ($LASTEXITCODE) { $bad = $true }
        $closing = $pesterLines | Where-Object { "$_" -match '^Pester: \d+ passed' } | Select-Object -Last 1
        if ("$closing" -match '(\d+) passed, (\d+) failed, (\d+) skipped') {
            $sum.Passed += [int]$Matches[1]; $sum.Failed += [int]$Matches[2]; $sum.Skipped += [int]$Matches[3]
        }
        else { $bad = $true }
    }
    else {
        $files = @(Get-ChildItem tests/Cmdlets -Recurse -Filter *.Tests.ps1).Count
        Say "LEFT OUT: $files Pester files with the cmdlets' tests, because Pester 5 is not installed (Install-PSResource Pester)"
    }
    if ($bad) { Write-Failure $xunitLines $pesterLines }
    Write-Host "`n$($sum.Passed) passed, $($sum.Failed) failed, $($sum.Skipped) skipped"
    if ($bad -or $sum.Failed -or -not $sum.Passed) { exit 1 }
}

switch ($Task) {
    'Build' { Invoke-Build; Say 'Built: bin/modelops, and the module: Import-Module ./ModelOps.psd1' }
    'Run' { Invoke-Build; $step = 'the quickstart'; & ./bin/modelops quickstart; exit $LASTEXITCODE }
    'Test' { Invoke-Build; Invoke-Test }
    'Clean' { Remove-Item bin, src/*/obj, src/*/bin, tests/*/obj, tests/*/bin -Recurse -Force -ErrorAction Ignore }
}
