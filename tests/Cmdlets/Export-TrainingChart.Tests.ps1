BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    $first = Start-Training tiny -Dataset points
    $second = Start-Training tiny -Dataset points -Set @{ 'optimizer.lr' = 0.05 }
}

AfterAll { Remove-TestHome $test }

Describe 'Export-TrainingChart' {
    It 'writes one picture of the trainings of the pipeline' {
        $first, $second | Export-TrainingChart ./runs.svg | Should -BeNullOrEmpty
        $svg = [xml] (Get-Content -Raw ./runs.svg)
        $svg.svg.width | Should -Be 960
        $svg.svg.desc.'#text' | Should -Match $first.ShortId
        $texts = $svg.svg.text.'#text'
        $texts | Should -Contain "tiny $($second.ShortId) (lr 0.05)"
        $texts | Where-Object { $_ -like 'validation *' -or $_ -like 'training *' } |
            Should -Be 'validation loss', 'validation accuracy', 'training loss', 'training accuracy'
    }

    It 'takes the format from the path or from -Format' {
        $png = $first | Export-TrainingChart ./one.png -PassThru
        $png | Should -BeOfType System.IO.FileInfo
        Get-Content -AsByteStream $png -TotalCount 4 | Should -Be 0x89, 0x50, 0x4E, 0x47
        $first | Export-TrainingChart ./page.htm
        Get-Content ./page.htm -TotalCount 1 | Should -Be '<!doctype html>'
        $first | Export-TrainingChart ./picture -Format Svg
        Get-Content -Raw ./picture | Should -BeLike '<svg*'
        (Get-ErrorOf { $first | Export-TrainingChart ./one.gif }).FullyQualifiedErrorId | Should -BeLike 'ChartFormatUnknown,*'
    }

    It 'has the size, the title and the metrics asked for' {
        $first | Export-TrainingChart ./sized.svg -Metric validation_loss -Title 'Mine & <yours>' -Width 640 -Height 300 -Theme Dark -XAxis Epoch
        $svg = [xml] (Get-Content -Raw ./sized.svg)
        $svg.svg.viewBox | Should -Be '0 0 640 300'
        $svg.svg.title.'#text' | Should -Be 'Mine & <yours>'
        $svg.svg.text.'#text' | Should -Contain epoch
        (Get-ErrorOf { $first | Export-TrainingChart ./low.svg -Height 210 }).FullyQualifiedErrorId | Should -BeLike 'ChartSizeInvalid,*'
    }

    It 'replaces a file with -Force only' {
        Set-Content ./taken.svg mine
        $problem = Get-ErrorOf { $first | Export-TrainingChart ./taken.svg }
        $problem.FullyQualifiedErrorId | Should -BeLike 'FileExists,*'
        $problem.CategoryInfo.Category | Should -Be ResourceExists
        Get-Content ./taken.svg | Should -Be mine
        $first | Export-TrainingChart ./taken.svg -Force
        Get-Content -Raw ./taken.svg | Should -BeLike '<svg*'
    }

    It 'writes nothing with -WhatIf' {
        Invoke-Unseen { $args[0] | Export-TrainingChart ./none.svg -WhatIf } $first
        './none.svg' | Should -Not -Exist
    }

    It 'makes the folder, and resolves drives of the shell' {
        $null = New-PSDrive -Name Pictures -PSProvider FileSystem -Root $test.Folder -Scope Global
        (Export-TrainingChart Pictures:/new/one.svg $first.Id -PassThru).FullName | Should -Be (Join-Path $test.Folder new one.svg)
        Remove-PSDrive Pictures -Scope Global
    }

    It 'draws the other trainings when one does not exist' {
        Export-TrainingChart ./others.svg ffffffffffff, $first.Id -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'SessionNotFound,*'
        './others.svg' | Should -Exist
    }

    It 'completes the names of the session''s metrics' {
        (Get-Completion "Export-TrainingChart ./a.svg $($first.Id) -Metric val").CompletionText | Should -Contain validation_loss
    }
}
