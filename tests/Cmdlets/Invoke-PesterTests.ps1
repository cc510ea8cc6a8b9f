# Runs every Pester file of this folder in this process and ends with the line "Pester: N passed, N failed, N skipped".
# The exit code is 0 where all passed.
param([string[]] $Path = $PSScriptRoot)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
Import-Module Pester -MinimumVersion 5.0

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$result = Invoke-Pester -Configuration $configuration

# The tests of a file whose set-up fails count as failed; a file that can't even be read has none, and counts as one.
$broken = @($result.Containers | Where-Object { $_.Result -eq 'Failed' -and $_.FailedCount -eq 0 }).Count
foreach ($test in $result.Failed) { "  Failed $($test.ExpandedPath): $($test.ErrorRecord -join ' | ')" }
foreach ($container in $result.FailedContainers) { "  Failed $($container.Item): $($container.ErrorRecord -join ' | ')" }
"Pester: $($result.PassedCount) passed, $($result.FailedCount + $broken) failed, $($result.SkippedCount + $result.NotRunCount) skipped"
exit ($result.Result -eq 'Passed' -and $result.PassedCount -gt 0 ? 0 : 1)
