namespace ParleyHost;

/// <summary>The lines of all users who have a client, or had one a moment ago (H17).</summary>
public sealed class Upstreams(Settings settings, ChatLogins logins, ILogger<Upstreams> log) : IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Upstream> open = [];

    public Upstream Join(HostUser user, ChatClient client)
    {
        lock (gate)
        {
            if (!open.TryGetValue(user.UserName, out var upstream))
                open[user.UserName] = upstream = new Upstream(user, settings, logins, log, Forget);
            upstream.Add(client);
            return upstream;
        }
    }

    public void Leave(Upstream upstream, ChatClient client)
    {
        if (upstream.Remove(client)) _ = CloseLaterAsync(upstream, upstream.Joined);
    }

    public async ValueTask DisposeAsync()
    {
        Upstream[] all;
        lock (gate)
        {
            all = [.. open.Values];
            open.Clear();
        }
        await Task.WhenAll(all.Select(upstream => upstream.DisposeAsync().AsTask()));
    }

    /// <summary>Unless somebody has come meanwhile, whether or not they have left again.</summary>
    private async Task CloseLaterAsync(Upstream upstream, int joined)
    {
        await Task.Delay(TimeSpan.FromSeconds(settings.Im.KeepSeconds));
        lock (gate)
        {
            if (upstream.Joined != joined || open.GetValueOrDefault(upstream.UserName) != upstream) return;
            open.Remove(upstream.UserName);
        }
        await upstream.DisposeAsync();
    }

    private void Forget(Upstream upstream)
    {
        lock (gate)
        {
            if (open.GetValueOrDefault(upstream.UserName) == upstream) open.Remove(upstream.UserName);
        }
    }
}
