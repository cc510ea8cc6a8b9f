using ModelOps.Host.Output;

namespace ModelOps.Host.Tests;

public sealed class TextTableTests
{
    [Fact]
    public void ColumnsAlign()
    {
        var table = new TextTable("name", ">samples", "task").Row("a", "1,797", "classify").Row("longer", "5", "regress");
        Assert.Equal(
            [
                "NAME    SAMPLES  TASK",
                "a         1,797  classify",
                "longer        5  regress",
            ],
            table.Lines());
    }

    [Fact]
    public void RowOfAnotherLengthIsRefused() => Assert.Throws<ArgumentException>(() => new TextTable("a", "b").Row("1"));
}

public sealed class ShowTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(57512, "57.5 kB")]
    [InlineData(999_950, "1.0 MB")]
    [InlineData(123_456_789, "123 MB")]
    [InlineData(5_300_000_000, "5.3 GB")]
    public void Bytes(long bytes, string text) => Assert.Equal(text, Show.Bytes(bytes));

    [Theory]
    [InlineData(0.1, "0.1 s")]
    [InlineData(9.96, "10 s")]
    [InlineData(61, "1:01 min")]
    [InlineData(3725, "1:02 h")]
    public void Duration(double seconds, string text) => Assert.Equal(text, Show.Duration(TimeSpan.FromSeconds(seconds)));

    [Theory]
    [InlineData("validation_accuracy", 0.98333, "98.33 %")]
    [InlineData("training_loss", 0.123456, "0.1235")]
    [InlineData("learning_rate", 0.0000123, "1.23e-5")]
    [InlineData("examples_per_second", 12345.6, "12,345")]
    [InlineData("memory_bytes", 241_721_344, "242 MB")]
    public void Metric(string name, double value, string text) => Assert.Equal(text, Show.Metric(name, value));

    [Theory]
    [InlineData(0.04, "0.0")]
    [InlineData(9.94, "9.9")]
    [InlineData(9.96, "10")]
    [InlineData(312.4, "312")]
    public void Rate(double perSecond, string text) => Assert.Equal(text, Show.Rate(perSecond));
}
