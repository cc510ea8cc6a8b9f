namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial interface IModule<T, TResult>
        {
#nullable enable
            TResult call(T input1);
        }
    }
}
