using ModelOps.Core;
using static TorchSharp.torch;

namespace ModelOps.Training.Tests;

/// <summary>Images that are changed at random, and batches that are made in the background.</summary>
public sealed class AugmentationTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static readonly DataSettings Augmented = new() { Shape = [1, 6, 6], Augment = new AugmentSettings { Flip = true, Crop = 2 } };

    private static List<float[]> Inputs(DatasetContent content, DataSettings settings, int epoch, IEnumerable<int> positions)
    {
        using var data = RunData.Open(content, settings, settings.Shape ?? [36], null, CPU);
        using var batches = data.Training(16, 7, 1);
        batches.StartEpoch(epoch);
        var all = new List<float[]>();
        foreach (int position in positions)
        {
            var (inputs, targets) = batches.At(position);
            all.Add([.. inputs.data<float>().ToArray(), .. targets.data<long>().ToArray().Select(l => (float)l)]);
            inputs.Dispose();
            targets.Dispose();
        }
        return all;
    }

    [Fact]
    public void ABatchIsTheSameWheneverItIsAskedFor()
    {
        var content = Jobs.Classes();
        var whole = Inputs(content, Augmented, 3, Enumerable.Range(0, 10));
        Assert.Equal(whole[4..], Inputs(content, Augmented, 3, Enumerable.Range(4, 6)));
        Assert.Equal([whole[7], whole[2], whole[9]], Inputs(content, Augmented, 3, [7, 2, 9]));
        Assert.NotEqual(whole[0], Inputs(content, Augmented, 4, [0])[0]);
    }

    [Fact]
    public void WithoutAugmentationTheBatchesAreThoseOnTheDevice()
    {
        using var workspace = Workspace.Open(folder.Sub("home"));
        var path = folder.Sub("t.csv");
        var random = new RandomSequence(3, 0);
        File.WriteAllLines(path,
            Enumerable.Range(0, 300).Select(i => string.Join(',', Enumerable.Range(0, 36).Select(_ => random.Below(256))) + $",{i % 3}"));
        var dataset = workspace.Datasets.Import(new DatasetImport { Path = path });
        var memory = workspace.Datasets.Load(dataset);
        var disk = DatasetContents.OnDisk(dataset);
        Assert.True(disk.FeaturesOnDisk);
        Assert.Empty(disk.Features);
        foreach (var settings in new[] { new DataSettings(), new DataSettings { Shape = [1, 6, 6] }, new DataSettings { Normalize = false } })
        {
            Assert.Equal(Inputs(memory, settings, 1, Enumerable.Range(0, 15)), Inputs(disk, settings, 1, Enumerable.Range(0, 15)));
            Assert.Equal(Validation(memory, settings), Validation(disk, settings));
        }
        Assert.Equal(Inputs(memory, Augmented, 0, [0, 1]), Inputs(disk, Augmented, 0, [0, 1]));
        Assert.Equal(Validation(memory, Augmented with { Augment = new AugmentSettings() }), Validation(disk, Augmented));
    }

    private static List<float> Validation(DatasetContent content, DataSettings settings)
    {
        using var data = RunData.Open(content, settings, settings.Shape ?? [36], null, CPU);
        var all = new List<float>();
        foreach (var (inputs, targets) in data.Validation(all: true, 3))
        {
            all.AddRange(inputs.data<float>().ToArray());
            inputs.Dispose();
            targets.Dispose();
        }
        return all;
    }

    [Fact]
    public void CropsArePartsOfThePaddedImageAndFlipsTheirMirrorImages()
    {
        float[] image = [.. Enumerable.Range(1, 2 * 3 * 4).Select(i => (float)i)];
        int[] shape = [2, 3, 4];
        const int pad = 2;
        var possible = new HashSet<string>();
        foreach (bool flip in new[] { false, true })
        {
            for (int down = -pad; down <= pad; down++)
            {
                for (int right = -pad; right <= pad; right++)
                    possible.Add(string.Join(',', Changed(image, down, right, flip)));
            }
        }
        var seen = new HashSet<string>();
        var augmentation = new Augmentation(new AugmentSettings { Flip = true, Crop = pad }, shape);
        var random = new RandomSequence(1, 0);
        var changed = new float[image.Length];
        for (int i = 0; i < 2000; i++)
        {
            augmentation.Apply(image, changed, random);
            seen.Add(string.Join(',', changed));
        }
        Assert.Equal(possible.Order(), seen.Order());
    }

    private static IEnumerable<float> Changed(float[] image, int down, int right, bool flip) =>
        from channel in Enumerable.Range(0, 2)
        from y in Enumerable.Range(0, 3)
        from x in Enumerable.Range(0, 4)
        let row = y + down
        let column = (flip ? 3 - x : x) + right
        select row is < 0 or > 2 || column is < 0 or > 3 ? 0 : image[channel * 12 + row * 4 + column];

    [Fact]
    public void WhatWasMadeAheadIsNotWaitedFor()
    {
        const int items = 30, ahead = 3;
        int made = 0;
        using var loader = new BackgroundLoader<int, int>(
            key =>
            {
                Interlocked.Increment(ref made);
                return key * key;
            },
            key => key + 1 < items ? key + 1 : null, ahead);
        Assert.Equal(0, loader.Take(0));
        var waited = loader.Waited;
        for (int key = 1; key < items; key++)
        {
            // The device's work, as long as it takes to make the next ones.
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref made) >= Math.Min(items, key + ahead), TimeSpan.FromMinutes(2)));
            Thread.Sleep(5);
            Assert.Equal(key * key, loader.Take(key));
        }
        Assert.Equal(items, made);
        // Nothing but the moment in which a task that has made its item is not yet marked as complete.
        Assert.InRange((loader.Waited - waited).TotalSeconds, 0, 1);
    }

    [Fact]
    public void WhatGoesWrongInTheBackgroundIsThrownWhereItIsTaken()
    {
        using var loader = new BackgroundLoader<int, int>(key => key == 1 ? throw new InvalidDataException("broken") : key, key => key + 1, 2);
        Assert.Equal(0, loader.Take(0));
        Assert.Equal("broken", Assert.Throws<InvalidDataException>(() => loader.Take(1)).Message);
    }
}
