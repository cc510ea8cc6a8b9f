BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $first = Start-Training tiny -Dataset points -Name first
    $second = Start-Training tiny -Dataset points -Name second -Set @{ 'optimizer.lr' = 0.5 }
    $one, $two = (Get-Model first).ShortId, (Get-Model second).ShortId
}

AfterAll { Remove-TestHome $test }

Describe 'Compare-Model' {
    It 'shows the settings, metrics and facts that differ' {
        $lines = Compare-Model $one, $two
        $rate = $lines | Where-Object Name -eq optimizer.lr
        $rate.Kind | Should -Be Setting
        [double]$rate.$two | Should -Be 0.5
        ($lines | Where-Object Name -eq Name).$one | Should -Be first
        $lines.Name | Should -Not -Contain epochs
        $lines.Kind | Should -Contain Metric
    }

    It 'takes trainings from the pipeline, and shows all with -IncludeEqual' {
        $lines = $first, $second | Compare-Model -IncludeEqual
        ($lines | Where-Object Name -eq epochs).$one | Should -Be 2
        ($lines | Where-Object Name -eq Network).$two | Should -Be mlp
    }

    It 'needs two models' { (Get-ErrorOf { Compare-Model $one }).FullyQualifiedErrorId | Should -Be 'CompareNeedsTwo,ModelOps.Cmdlets.CompareModelCommand' }
}
