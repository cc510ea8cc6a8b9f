namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module : IDisposable
        {
#nullable enable
            public void Dispose() => throw null!;
            protected virtual void Dispose(bool disposing) => throw null!;
            public virtual nn.Module apply(Action<nn.Module> fn) => throw null!;
            public virtual void train(bool train = true) => throw null!;
            public virtual void eval() => throw null!;
            public virtual void zero_grad(bool set_to_none = true) => throw null!;
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) => throw null!;
            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) => throw null!;
            public virtual IEnumerable<(string name, nn.Module module)> named_children() => throw null!;
            public virtual IEnumerable<(string name, nn.Module module)> named_modules() => throw null!;
            public virtual IEnumerable<nn.Module> modules() => throw null!;
            public virtual IEnumerable<nn.Module> children() => throw null!;
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null) => throw null!;
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null) => throw null!;
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => throw null!;
            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => throw null!;
            public virtual bool has_buffer(string target) => throw null!;
            public virtual bool has_parameter(string target) => throw null!;
            public virtual Tensor? get_buffer(string target) => throw null!;
            public virtual Parameter? get_parameter(string target) => throw null!;
            public virtual void register_buffer(string name, Tensor tensor, bool persistent = true) => throw null!;
            public virtual void register_parameter(string name, Parameter param) => throw null!;
            public void add_module(string name, nn.Module module) => throw null!;
            public virtual void register_module(string name, nn.Module submodule) => throw null!;
            public virtual string GetName() => throw null!;
            protected virtual void RegisterComponents() => throw null!;
            protected void ClearModules() => throw null!;
            protected Module(string name) => throw null!;
            public virtual bool training { get => throw null!; }
            protected OrderedDict<string, nn.Module> _internal_submodules = null!;
            protected OrderedDict<string, (Tensor, bool)> _internal_buffers = null!;
            protected OrderedDict<string, Parameter> _internal_params = null!;
            protected string? name = null!;
#nullable disable
            internal Module() => throw null!;
        }
    }
}
