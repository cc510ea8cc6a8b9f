BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $first = Start-Training tiny -Dataset points -Name first | Get-Model
    $second = Start-Training tiny -Dataset points -Name second -Set @{ seed = 1 } | Get-Model
}

AfterAll { Remove-TestHome $test }

Describe 'Save-ModelSlot' {
    It 'copies a model and returns the slot with -PassThru' {
        $slot = $first | Save-ModelSlot best -PassThru
        $slot | Should -BeOfType ModelOps.ModelSlot
        $slot.Name, $slot.ModelId, $slot.ModelName | Should -Be best, $first.Id, first
        (Get-FileHash (Join-Path $slot.Path model.zip)).Hash | Should -Be $slot.Sha256
    }

    It 'returns nothing without -PassThru' { Save-ModelSlot quiet $first.ShortId | Should -BeNullOrEmpty }

    It 'takes sessions and ids from the pipeline' {
        (Get-Training -Newest 1 | Save-ModelSlot session -PassThru).ModelId | Should -Be $second.Id
        ($second.ShortId | Save-ModelSlot id -PassThru).ModelId | Should -Be $second.Id
    }

    It 'replaces a slot with -Force only' {
        $null = $first | Save-ModelSlot taken
        $said = & ([System.Environment]::ProcessPath) -NoProfile -NonInteractive -Command @"
Import-Module '$($test.Module)'
try { Save-ModelSlot taken $($second.Id) -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId; `$_.CategoryInfo.Category; "`$_" }
"@
        $said[0] | Should -BeLike '*,ModelOps.Cmdlets.SaveModelSlotCommand'
        $said[1] | Should -Be ResourceExists
        "$said" | Should -Match '-Force'
        (Get-ModelSlot taken).ModelId | Should -Be $first.Id
        ($second | Save-ModelSlot taken -Force -PassThru).ModelId | Should -Be $second.Id
    }

    It 'asks nobody at the end of the input' {
        $null = $first | Save-ModelSlot kept
        $said = $null | & ([System.Environment]::ProcessPath) -NoProfile -Command @"
Import-Module '$($test.Module)'
try { Save-ModelSlot kept $($second.Id) -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }
"@
        $said[-1] | Should -BeLike '*,ModelOps.Cmdlets.SaveModelSlotCommand'
        "$said" | Should -Not -Match NullReference
        (Get-ModelSlot kept).ModelId | Should -Be $first.Id
    }

    It 'saves nothing with -WhatIf' {
        Invoke-Unseen { $args[0] | Save-ModelSlot unsaved -WhatIf } $first
        Get-ModelSlot unsav* | Should -BeNullOrEmpty
    }

    It 'refuses the name <Name>' -ForEach @{ Name = '../x' }, @{ Name = 'a b' }, @{ Name = '.' }, @{ Name = 'a/b' } {
        $problem = Get-ErrorOf { $first | Save-ModelSlot $Name }
        $problem.CategoryInfo.Category | Should -Be InvalidArgument
        Join-Path $env:MODELOPS_HOME checkpoints x | Should -Not -Exist
    }

    It 'keeps a checkpoint of a model in training' {
        $training = Wait-FirstStep (Start-Training endless -Dataset points -AsJob) | Stop-Training -PassThru
        $slot = $training | Save-ModelSlot half -PassThru
        $slot.Step | Should -Be $training.Step
    }

    It 'names the nearest models for one that does not exist' {
        (Get-ErrorOf { Save-ModelSlot x secnd }).Exception.Message | Should -Match 'second'
    }

    It 'completes slots and models' {
        (Get-Completion 'Save-ModelSlot be').CompletionText | Should -Be best
        (Get-Completion 'Save-ModelSlot best -ModelId ').ListItemText | Should -Contain $first.ShortId
    }
}
