BeforeDiscovery {
    $names = (Import-PowerShellDataFile "$PSScriptRoot/../../ModelOps.psd1").CmdletsToExport
    $commands = $names | ForEach-Object { @{ Name = $_ } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $common = [System.Management.Automation.PSCmdlet]::CommonParameters + [System.Management.Automation.PSCmdlet]::OptionalCommonParameters

    # Runs a script in a shell of its own and returns what it writes.
    function Invoke-Shell([string] $Script) {
        $file = Join-Path $test.Folder "$([guid]::NewGuid()).ps1"
        Set-Content $file "`$ErrorActionPreference = 'Stop'`n$Script"
        $output = & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -File $file 2>&1 | Out-String
        $output.Trim() -replace "`e\[[0-9;]*m"
    }
}

AfterAll { Remove-TestHome $test }

Describe 'The manifest' {
    It 'exports exactly the cmdlets that the assembly has' {
        $actual = [ModelOps.LoadContext]::ModuleAssembly.GetTypes() | Where-Object { -not $_.IsAbstract } |
            ForEach-Object { $_.GetCustomAttributes([System.Management.Automation.CmdletAttribute], $false) } |
            ForEach-Object { "$($_.VerbName)-$($_.NounName)" } | Sort-Object
        (Import-PowerShellDataFile $test.Module).CmdletsToExport | Sort-Object | Should -Be $actual
        (Get-Command -Module ModelOps).Name | Sort-Object | Should -Be $actual
    }

    It 'is valid' { (Test-ModuleManifest $test.Module).Version | Should -Be '0.1.0' }

    It 'uses approved verbs' {
        $approved = (Get-Verb).Verb
        (Get-Command -Module ModelOps).Verb | Where-Object { $_ -notin $approved } | Should -BeNullOrEmpty
    }
}

Describe 'The help of <Name>' -ForEach $commands {
    BeforeAll {
        $command = Get-Command $Name -Module ModelOps
        $help = Get-Help $Name -Full
        $page = [System.IO.File]::ReadAllText((Join-Path $test.Root docs en-US "$Name.md"))
    }

    It 'has synopsis, description, examples, inputs and outputs' {
        $help.Synopsis | Should -Match '^[A-Z].*\.$'
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterThan 0
        $help.examples.example | ForEach-Object { $_.code | Should -Not -BeNullOrEmpty }
        $help.inputTypes.inputType.type.name | Should -Not -BeNullOrEmpty
        $help.returnValues.returnValue.type.name | Should -Not -BeNullOrEmpty
    }

    It 'documents every parameter' {
        $own = $command.Parameters.Keys | Where-Object { $_ -notin $common }
        foreach ($parameter in $own) {
            ($help.parameters.parameter | Where-Object name -eq $parameter).description.Text | Should -Not -BeNullOrEmpty -Because "-$parameter"
        }
    }

    It 'shows the syntax that the cmdlet has, in the page and in Get-Help' {
        $words = { ($args -join ' ') -replace '\s+', ' ' }
        foreach ($set in $command.ParameterSets) {
            (& $words $page) | Should -BeLike ('*' + [wildcardpattern]::Escape((& $words "$Name $set")) + '*')
        }
        @($help.syntax.syntaxItem).Count | Should -Be $command.ParameterSets.Count
    }

    It 'has examples that are PowerShell and use parameters that exist' {
        foreach ($example in $help.examples.example) {
            $errors = $null
            $tree = [System.Management.Automation.Language.Parser]::ParseInput($example.code, [ref] $null, [ref] $errors)
            $errors | Should -BeNullOrEmpty
            $calls = $tree.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
            foreach ($call in $calls) {
                $called = Get-Command $call.GetCommandName() -ErrorAction Stop
                $given = $call.CommandElements | Where-Object { $_ -is [System.Management.Automation.Language.CommandParameterAst] }
                foreach ($parameter in $given.ParameterName) { { $called.ResolveParameter($parameter) } | Should -Not -Throw }
            }
        }
    }
}

Describe 'Every cmdlet' {
    It '<Name> declares what it returns' -ForEach $commands { (Get-Command $Name).OutputType.Count | Should -BeGreaterThan 0 }

    It '<Name> asks ShouldProcess where it changes something' -ForEach $commands {
        # Test-ModelOps only looks, but for -Repair.
        $changes = $Name -eq 'Test-ModelOps' -or $Name -notmatch '^(Compare|Get|Invoke|Show|Test|Wait)-'
        (Get-Command $Name).Parameters.ContainsKey('WhatIf') | Should -Be $changes
    }
}

Describe 'about_ModelOps' {
    It 'is shown by Get-Help' { Get-Help about_ModelOps | Should -Match 'Import-Dataset' }
}

Describe 'The load context' {
    It 'keeps Core and every third-party assembly out of the default context' {
        Get-Dataset | Should -BeNullOrEmpty
        $default = [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name
        $default | Should -Contain 'ModelOps'
        $private = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq ModelOps
        foreach ($name in 'ModelOps.Core', 'ModelOps.Cmdlets', 'Microsoft.Data.Sqlite', 'SQLitePCLRaw.core') {
            $private.Assemblies.GetName().Name | Should -Contain $name
            $default | Should -Not -Contain $name
        }
    }

    It 'can be imported again, with and without -Force and after Remove-Module' {
        $count = (Get-Command -Module ModelOps).Count
        Invoke-Shell @"
Import-Module '$($test.Module)'; Import-Module '$($test.Module)'
Import-Module '$($test.Module)' -Force
(Get-Command -Module ModelOps).Count
Remove-Module ModelOps
@(Get-Command -Module ModelOps).Count
Import-Module '$($test.Module)'
(Get-ModelProfile digits-cnn).Name
"@ | Should -Be (@($count; 0; 'digits-cnn') -join [Environment]::NewLine)
    }

    # Assemblies with the names that ModelOps brings too, of another version and with nothing of theirs inside.
    Context 'beside another <Assembly>' -ForEach @{ Assembly = 'YamlDotNet' }, @{ Assembly = 'Microsoft.Data.Sqlite' }, @{ Assembly = 'SQLitePCLRaw.core' } {
        BeforeAll {
            $other = Join-Path $test.Folder "$Assembly.dll"
            Invoke-Shell @"
Add-Type -OutputAssembly '$other' -TypeDefinition '[assembly: System.Reflection.AssemblyVersion("1.2.3.4")] namespace Other { public class Marker { public static string Name = "other"; } }'
"@ | Should -BeNullOrEmpty
            $use = "(Test-ModelProfile digits-cnn).Valid; @(Get-Training).Count; [Other.Marker]::Name"
            $expected = @('True', '0', 'other') -join [Environment]::NewLine
        }

        It 'works when the other one was there first' {
            Invoke-Shell "Add-Type -LiteralPath '$other'; [Other.Marker]::Name > `$null; Import-Module '$($test.Module)'; $use" | Should -Be $expected
        }

        It 'works when the other one comes later' {
            Invoke-Shell "Import-Module '$($test.Module)'; Get-Training; Test-ModelProfile digits-cnn > `$null; Add-Type -LiteralPath '$other'; $use" |
                Should -Be $expected
        }
    }

    It 'says what to do where nothing is built' {
        $copy = New-Item -ItemType Directory (Join-Path $test.Folder clone)
        Copy-Item (Join-Path $test.Root ModelOps.psm1) $copy
        Invoke-Shell "try { Import-Module '$copy/ModelOps.psm1' } catch { `$_.Exception.Message }" | Should -Match 'not built.*build\.sh'
    }
}

Describe 'Importing' {
    It 'takes less than 150 ms of processor time in a fresh shell' {
        $times = 1..5 | ForEach-Object {
            [double](Invoke-Shell @"
`$process = [System.Diagnostics.Process]::GetCurrentProcess()
`$before = `$process.TotalProcessorTime
Import-Module '$($test.Module)'
`$process.Refresh()
(`$process.TotalProcessorTime - `$before).TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
"@)
        }
        ($times | Measure-Object -Minimum).Minimum | Should -BeLessThan 150
    }
}
