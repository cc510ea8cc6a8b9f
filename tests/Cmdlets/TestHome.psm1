# What the tests share: an own MODELOPS_HOME for each file, small data, small profiles.
$root = [System.IO.Path]::GetFullPath("$PSScriptRoot/../..")

# A new folder with an empty home in it; the shell's location is the folder. Undo it with Remove-TestHome.
function New-TestHome {
    $folder = Join-Path ([System.IO.Path]::GetTempPath()) "modelops-$([guid]::NewGuid().ToString('n'))"
    $null = New-Item -ItemType Directory $folder
    $before = $env:MODELOPS_HOME
    $env:MODELOPS_HOME = Join-Path $folder home
    Push-Location $folder
    Import-Module "$root/ModelOps.psd1" -Global
    [pscustomobject]@{ Folder = $folder; Home = $env:MODELOPS_HOME; Before = $before; Program = $env:MODELOPS_LLAMA_SERVER; Root = $root; Module = "$root/ModelOps.psd1" }
}

function Remove-TestHome($TestHome) {
    Get-Training -State Queued, Starting, Running, Paused | Stop-Training -Force
    Get-ModelDemo -State Starting, Running | Stop-ModelDemo
    Get-ModelServer -State Starting, Ready, Unhealthy, Crashed, Stopping | Stop-ModelServer -Force
    Pop-Location
    $env:MODELOPS_HOME = $TestHome.Before
    $env:MODELOPS_LLAMA_SERVER = $TestHome.Program
    # What has followed a worker to its end may still be closing the registry.
    for ($try = 0; (Test-Path $TestHome.Folder) -and $try -lt 50; $try++) {
        Remove-Item -Recurse -Force $TestHome.Folder -ErrorAction Ignore
        if (Test-Path $TestHome.Folder) { Start-Sleep -Milliseconds 100 }
    }
}

# A table of two number columns; the label says whether their sum is above 1.
function New-TestTable([string] $Path, [int] $Rows = 200, [int] $Seed = 1) {
    $random = [System.Random]::new($Seed)
    $lines = @('x,y,label') + @(1..$Rows | ForEach-Object {
            $x, $y = $random.NextDouble(), $random.NextDouble()
            [string]::Format([cultureinfo]::InvariantCulture, "{0},{1},{2}", $x, $y, ($x + $y -gt 1 ? 'high' : 'low'))
        })
    Set-Content -LiteralPath $Path $lines
    Get-Item -LiteralPath $Path
}

# A profile for such a table in the home; with many epochs it trains until it is stopped.
function New-TestProfile([string] $Name, [int] $Epochs = 2) {
    $folder = New-Item -ItemType Directory -Force (Join-Path $env:MODELOPS_HOME profiles)
    Set-Content (Join-Path $folder "$Name.yaml") @"
# A profile of the tests.
name: $Name
network: { family: mlp, hidden: [8] }
epochs: $Epochs
batch: 20
device: cpu
threads: 1
checkpoint: { every_epochs: 100 }
"@
}

# A trained agent, in a few hundred steps, in the slot of that name.
function New-TestAgent([string] $Slot = 'champion') {
    $folder = New-Item -ItemType Directory -Force (Join-Path $env:MODELOPS_HOME profiles)
    Set-Content (Join-Path $folder agent.yaml) @'
# An agent of the tests.
network: { family: mlp, hidden: [16] }
environment: { name: cartpole }
algorithm: { name: ppo, total_steps: 600, evaluate_every: 300, evaluation_episodes: 2 }
device: cpu
threads: 1
'@
    Start-Training agent | Save-ModelSlot $Slot -PassThru
}

# The dataset "points" and the profiles "tiny" (two epochs) and "endless".
function New-TestData {
    $dataset = Import-Dataset (New-TestTable ./points.csv)
    New-TestProfile tiny
    New-TestProfile endless -Epochs 1000000
    $dataset
}

# Waits until a training takes steps.
function Wait-FirstStep($Session, [int] $Seconds = 120) {
    $end = [datetime]::UtcNow.AddSeconds($Seconds)
    while (($now = Get-Training $Session.Id).Step -eq 0 -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 100 }
    $now
}

# A file that the stand-in for llama-server serves, which answers with the words it was asked. Servers of this home use it.
function New-TestModel([string] $Path = './tiny.gguf') {
    $name = $IsWindows ? 'ModelOps.TestServer.exe' : 'ModelOps.TestServer'
    $program = Get-ChildItem "$root/tests/ModelOps.TestServer/bin/*/net10.0/$name" | Sort-Object LastWriteTime | Select-Object -Last 1
    $env:MODELOPS_LLAMA_SERVER = $program.FullName
    $null = New-Item -ItemType Directory -Force $env:MODELOPS_HOME
    Set-ModelOpsSetting server.ports 30000-39999
    Set-ModelOpsSetting server.poll_interval 100ms
    Set-Content -AsByteStream -LiteralPath $Path ([byte[]] (0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0))
    Get-Item -LiteralPath $Path
}

# Kills the worker of a training and waits until that is noticed.
function Stop-Worker($Training, [int] $Seconds = 60) {
    Stop-Process -Id $Training.ProcessId -Force
    $end = [datetime]::UtcNow.AddSeconds($Seconds)
    while (($now = Get-Training $Training.Id).State -eq 'Running' -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 50 }
    $now
}

# The error record that a script ends with or writes.
function Get-ErrorOf([scriptblock] $Script) {
    try { & $Script 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Select-Object -Last 1 }
    catch { $_ }
}

# What Tab offers at the end of a line.
function Get-Completion([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches }

# Runs a script, which has the arguments in $args, in a shell without a screen: what it would show ("What if", frames) isn't shown.
# An error ends it.
function Invoke-Unseen([scriptblock] $Script, [object[]] $ArgumentList = @()) {
    if (-not $script:unseen) {
        $script:unseen = [runspacefactory]::CreateRunspace()
        $script:unseen.Open()
        $null = Invoke-Unseen { Import-Module $args[0] } "$root/ModelOps.psd1"
    }
    $shell = [powershell]::Create($script:unseen)
    try {
        $null = $shell.AddScript('Set-Location -LiteralPath $args[0]').AddArgument($PWD.ProviderPath).AddStatement()
        $null = $shell.AddScript("$Script")
        foreach ($argument in $ArgumentList) { $null = $shell.AddArgument($argument) }
        $shell.Invoke()
        if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
    }
    finally { $shell.Dispose() }
}
