BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
    $folder = New-Item -ItemType Directory -Force (Join-Path $env:MODELOPS_HOME profiles serving)
    Set-Content "$folder/development.yaml" "kind: serving`nmodels:`n  a: { model: '$file' }`n  b: { model: '$file', context: 128 }"
    Set-Content "$folder/broken.yaml" "models:`n  b: { model: '$file', context: 128 }`n  c: { model: '$file', arguments: [--test-fail-at-start, 7] }"
    Set-Content "$folder/wrong.yaml" "models:`n  b: { modle: '$file' }"
}

AfterAll { Remove-TestHome $test }

Describe 'Use-ModelProfile' {
    It 'does nothing with -WhatIf' {
        Invoke-Unseen { Use-ModelProfile development -WhatIf }
        Get-ModelServer | Should -BeNullOrEmpty
    }

    It 'brings up all servers of a profile' {
        $servers = Use-ModelProfile development
        $servers.Name | Should -Be a, b
        $servers.State | Should -Be Ready, Ready
        $servers.ProfileName | Should -Be development, development
    }

    It 'ends what another profile does not want, and one that fails does not hold back the others' {
        $servers = Use-ModelProfile broken -ErrorVariable problems -ErrorAction SilentlyContinue
        $servers.Name | Should -Be b
        $problems[0].FullyQualifiedErrorId | Should -Be 'ServerFailed,ModelOps.Cmdlets.UseModelProfileCommand'
        $problems[0].Exception.Message | Should -Match 'exit code 7'
        (Get-ModelServer a).State | Should -Be Stopped
    }

    It 'takes the profile that MODELOPS_PROFILE names, or a file' {
        $before = $env:MODELOPS_PROFILE
        $env:MODELOPS_PROFILE = 'development'
        (Use-ModelProfile).Name | Should -Be a, b
        $env:MODELOPS_PROFILE = $before
        (Use-ModelProfile "$folder/development.yaml").Name | Should -Be a, b
    }

    Context 'at the import of the module' {
        BeforeAll {
            $before = $env:MODELOPS_PROFILE
            $import = "Import-Module '$($test.Module)'; (Get-Module ModelOps).Name"
        }

        AfterAll { $env:MODELOPS_PROFILE = $before }

        It 'brings up the profile that MODELOPS_PROFILE names, in the background' {
            Stop-ModelServer *
            $env:MODELOPS_PROFILE = 'development'
            # The servers outlive the shell.
            pwsh -NoProfile -NonInteractive -Command "$import; Start-Sleep 2" | Should -Be ModelOps
            $end = [datetime]::UtcNow.AddSeconds(60)
            while (@(Get-ModelServer a, b | Where-Object State -eq Ready).Count -lt 2 -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 100 }
            (Get-ModelServer a, b).State | Should -Be Ready, Ready
        }

        It 'tells with the next cmdlet what is wrong with it' {
            $env:MODELOPS_PROFILE = 'developmnt'
            $told = pwsh -NoProfile -NonInteractive -Command "$import; foreach (`$i in 1..100) { if (`$told = Get-Dataset 3>&1) { break }; Start-Sleep -Milliseconds 100 }; `$told.Message"
            $told[0] | Should -Be ModelOps
            $told[1] | Should -Match 'MODELOPS_PROFILE.*developmnt.*Did you mean development'
        }
    }

    It 'names mistakes with their line, and profiles that exist' {
        (Get-ErrorOf { Use-ModelProfile wrong }).ErrorDetails.Message | Should -Match 'wrong.yaml:2: models.b.modle'
        (Get-ErrorOf { Use-ModelProfile developmnt }).Exception.Message | Should -Match 'development'
    }

    It 'completes names' { (Get-Completion 'Use-ModelProfile d').CompletionText | Should -Be development }
}
