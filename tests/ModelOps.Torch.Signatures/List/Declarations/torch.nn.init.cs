namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
#nullable enable
            public static double calculate_gain(nn.init.NonlinearityType nonlinearity, double param = 0.0) => throw null!;
#nullable disable
            public static Tensor ones_(Tensor tensor) => throw null!;
            public static Tensor zeros_(Tensor tensor) => throw null!;
            public static Tensor constant_(Tensor tensor, Scalar val) => throw null!;
            public static Tensor uniform_(Tensor tensor, double low = 0.0, double high = 1.0, Generator generator = null) => throw null!;
            public static Tensor normal_(Tensor tensor, double mean = 0.0, double std = 1.0, Generator generator = null) => throw null!;
            public static Tensor kaiming_uniform_(Tensor tensor, double a = 0.0, nn.init.FanInOut mode = nn.init.FanInOut.FanIn, nn.init.NonlinearityType nonlinearity = nn.init.NonlinearityType.LeakyReLU) => throw null!;
            public static Tensor kaiming_normal_(Tensor tensor, double a = 0.0, nn.init.FanInOut mode = nn.init.FanInOut.FanIn, nn.init.NonlinearityType nonlinearity = nn.init.NonlinearityType.LeakyReLU) => throw null!;
            public static Tensor xavier_uniform_(Tensor tensor, double gain = 1.0) => throw null!;
        }
    }
}
