namespace ModelOps.Tests.Onnx;

/// <summary>Operators that slide a window over images [batch, channels, height, width].</summary>
internal static class OnnxWindows
{
    public static Values Convolve(OnnxOperator node, Values[] x)
    {
        var weight = x[1];
        int channels = x[0].Shape[1], kernels = weight.Shape[0], size = weight.Count(1, 4), area = weight.Count(2, 4);
        if (weight.Shape[1] != channels)
            throw new InvalidDataException($"{channels} channels for a kernel of {weight.Shape[1]}.");
        return Slide(node, x[0], kernels, (read, batch, kernel) =>
        {
            double sum = x.Length > 2 ? x[2].Data[kernel] : 0;
            for (int i = 0; i < size; i++)
                sum += weight.Data[kernel * size + i] * (read(batch, i / area, i % area) ?? 0);
            return sum;
        });
    }

    /// <summary>What lies outside of the image is no part of a window.</summary>
    public static Values Pool(OnnxOperator node, Values x, Func<IEnumerable<double>, double> function)
    {
        int area = Values.Count(node.Integers("kernel_shape"));
        return Slide(node, x, x.Shape[1], (read, batch, channel) =>
            function(Enumerable.Range(0, area).Select(i => read(batch, channel, i)).OfType<double>()));
    }

    /// <param name="node">Kernel, strides and padding.</param>
    /// <param name="x">The images.</param>
    /// <param name="outputs">Channels of the result.</param>
    /// <param name="function">
    /// A value of the result from what it may read (batch, channel and number of a pixel in the window; null outside of the image), batch
    /// and channel.
    /// </param>
    private static Values Slide(OnnxOperator node, Values x, int outputs, Func<Func<int, int, int, double?>, int, int, double> function)
    {
        int[] kernel = node.Integers("kernel_shape"), stride = node.Integers("strides", 1, 1), pads = node.Integers("pads", 0, 0, 0, 0);
        int[] size = [.. Enumerable.Range(0, 2).Select(d => (x.Shape[2 + d] + pads[d] + pads[2 + d] - kernel[d]) / stride[d] + 1)];
        var data = new double[x.Shape[0] * outputs * size[0] * size[1]];
        for (int i = 0; i < data.Length; i++)
        {
            int column = i % size[1], row = i / size[1] % size[0], image = i / (size[0] * size[1]);
            int channel = image % outputs, batch = image / outputs;
            double? Read(int b, int c, int number)
            {
                int y = row * stride[0] - pads[0] + number / kernel[1], across = column * stride[1] - pads[1] + number % kernel[1];
                return y < 0 || y >= x.Shape[2] || across < 0 || across >= x.Shape[3]
                    ? null
                    : x.Data[((b * x.Shape[1] + c) * x.Shape[2] + y) * x.Shape[3] + across];
            }
            data[i] = function(Read, batch, channel);
        }
        return new Values([x.Shape[0], outputs, .. size], data);
    }
}
