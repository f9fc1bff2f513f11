using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;

namespace ParleyHost;

/// <summary>What a stream told. <paramref name="Size"/> is the length of its frame.</summary>
public sealed record DdpEvent(string Stream, string Name, JsonElement Args, int Size);

/// <summary>Rocket.Chat refused a method or a subscription. The code is a word or a number.</summary>
public sealed class DdpRefusedException(string code) : Exception($"refused [{code}]")
{
    public string Code => code;
}

/// <summary>The line is gone, and how what was asked over it ended is not known.</summary>
public sealed class DdpClosedException() : Exception("the line to Rocket.Chat is gone");

/// <summary>One websocket to Rocket.Chat and its protocol, DDP: methods, subscriptions, heartbeat. Never reconnects.</summary>
public sealed class DdpConnection : IAsyncDisposable
{
    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan DropAfter = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);
    private static readonly string[] Versions = ["1", "pre2", "pre1"];
    private const int MaxFrame = 16 * 1024 * 1024;
    private static readonly JsonSerializerOptions Json = new() { MaxDepth = 256 };

    private readonly ClientWebSocket socket = new();
    private readonly Action<DdpEvent> onEvent;
    private readonly ILogger log;
    private readonly CancellationTokenSource end = new();
    private readonly Channel<byte[]> outgoing = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly Lock gate = new();
    private readonly Dictionary<string, TaskCompletionSource<JsonElement>> asked = [];
    private readonly TaskCompletionSource connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task running = Task.CompletedTask;
    private bool isClosed;
    private int lastId;
    private long heardAt = Environment.TickCount64;

    private DdpConnection(Action<DdpEvent> onEvent, ILogger log)
    {
        (this.onEvent, this.log) = (onEvent, log);
        socket.Options.Proxy = null;
        socket.Options.KeepAliveInterval = TimeSpan.Zero; // DDP has a heartbeat of its own
    }

    /// <summary>Completes, and never fails, when the line is gone. No event comes after.</summary>
    public Task Closed => running;

    /// <summary>Connected, but nobody yet. Events are told one after another, in the order in which they came.</summary>
    public static async Task<DdpConnection> OpenAsync(Uri address, Action<DdpEvent> onEvent, ILogger log, CancellationToken stop)
    {
        var connection = new DdpConnection(onEvent, log);
        try
        {
            await connection.socket.ConnectAsync(address, stop);
            connection.running = connection.RunAsync();
            connection.Send(new { msg = "connect", version = "1", support = Versions });
            await connection.connected.Task.WaitAsync(stop);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Fails with <see cref="DdpRefusedException"/> 403 when the login is over.</summary>
    public Task LogInAsync(ChatLogin login) => CallAsync("login", new { resume = login.AuthToken });

    public Task<JsonElement> CallAsync(string method, params object[] args) =>
        Ask(id => new { msg = "method", id, method, @params = args }).Answer;

    /// <summary>The answer is that it was acknowledged. The id is for <see cref="Unsubscribe"/>.</summary>
    public (string Id, Task Answer) Subscribe(string stream, string name, object? options = null)
    {
        object[] args = [name, options ?? new { useCollection = false, args = Array.Empty<object>() }];
        var (id, answer) = Ask(id => new { msg = "sub", id, name = stream, @params = args });
        return (id, answer);
    }

    public void Unsubscribe(string id) => Send(new { msg = "unsub", id });

    public async ValueTask DisposeAsync()
    {
        outgoing.Writer.TryComplete(); // the sender says goodbye after what is queued
        end.CancelAfter(CloseLimit);
        await running;
        await end.CancelAsync();
        end.Dispose();
        socket.Dispose();
    }

    private (string Id, Task<JsonElement> Answer) Ask(Func<string, object> frame)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            var id = $"{++lastId}";
            if (isClosed) answer.SetException(new DdpClosedException());
            else
            {
                asked.Add(id, answer);
                Send(frame(id)); // under the gate, so that the order of ids is that of the frames
            }
            return (id, answer.Task);
        }
    }

    private void Send(object frame) => outgoing.Writer.TryWrite(JsonSerializer.SerializeToUtf8Bytes(frame));

    private async Task RunAsync()
    {
        var parts = new[] { ReceiveAsync(), SendAsync(), BeatAsync() };
        await Task.WhenAny(parts);
        await end.CancelAsync();
        socket.Abort();
        foreach (var part in parts) await part.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        TaskCompletionSource<JsonElement>[] open;
        lock (gate)
        {
            isClosed = true;
            open = [.. asked.Values];
            asked.Clear();
        }
        foreach (var answer in open) answer.TrySetException(new DdpClosedException());
        connected.TrySetException(new DdpClosedException());
    }

    private async Task SendAsync()
    {
        await foreach (var frame in outgoing.Reader.ReadAllAsync(end.Token))
            await socket.SendAsync(frame, WebSocketMessageType.Text, true, end.Token);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end.Token);
        await Task.Delay(Timeout.Infinite, end.Token); // until the other side says goodbye too
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        var frame = new MemoryStream();
        for (; ; )
        {
            var part = await socket.ReceiveAsync(buffer, end.Token);
            if (part.MessageType == WebSocketMessageType.Close) return;
            Interlocked.Exchange(ref heardAt, Environment.TickCount64);
            frame.Write(buffer, 0, part.Count);
            if (frame.Length > MaxFrame) return;
            if (!part.EndOfMessage) continue;
            Read(frame.GetBuffer().AsSpan(0, (int)frame.Length));
            frame.SetLength(0);
            if (frame.Capacity > 1024 * 1024) frame = new MemoryStream();
        }
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5));
        while (await timer.WaitForNextTickAsync(end.Token))
        {
            var silence = TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref heardAt));
            if (silence > DropAfter) return;
            if (silence > PingAfter) Send(new { msg = "ping" });
        }
    }

    /// <summary>What cannot be read is skipped: one strange record must not cost the line.</summary>
    private void Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var frame = JsonSerializer.Deserialize<JsonElement>(bytes, Json);
            if (frame.ValueKind == JsonValueKind.Object) Take(frame, bytes.Length);
        }
        catch (Exception error)
        {
            log.LogWarning("a frame of Rocket.Chat cannot be read: {Reason}", error.GetType().Name);
        }
    }

    private void Take(JsonElement frame, int size)
    {
        if (!frame.TryGetProperty("msg", out var kind) || kind.ValueKind != JsonValueKind.String) return;
        switch (kind.GetString())
        {
            case "connected":
                connected.TrySetResult();
                break;
            case "failed":
                connected.TrySetException(new DdpRefusedException("version"));
                break;
            case "ping":
                Send(frame.TryGetProperty("id", out var id) ? new { msg = "pong", id } : (object)new { msg = "pong" });
                break;
            case "result" or "nosub":
                Settle(frame.GetProperty("id").GetString()!, frame);
                break;
            case "ready":
                foreach (var sub in frame.GetProperty("subs").EnumerateArray()) Settle(sub.GetString()!, default);
                break;
            case "changed" when frame.TryGetProperty("fields", out var fields) && fields.TryGetProperty("eventName", out var name):
                onEvent(new DdpEvent(frame.GetProperty("collection").GetString()!, name.GetString()!, fields.GetProperty("args"), size));
                break;
        }
    }

    /// <summary>A <c>nosub</c> without an error is what presence answers to changes of its watch: a success.</summary>
    private void Settle(string id, JsonElement frame)
    {
        TaskCompletionSource<JsonElement>? answer;
        lock (gate)
        {
            if (!asked.Remove(id, out answer)) return;
        }
        if (frame.ValueKind == JsonValueKind.Object && frame.TryGetProperty("error", out var error))
            answer.TrySetException(new DdpRefusedException(CodeOf(error)));
        else if (frame.ValueKind == JsonValueKind.Object && frame.TryGetProperty("result", out var result))
            answer.TrySetResult(result);
        else answer.TrySetResult(default);
    }

    private static string CodeOf(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("error", out var code) ? code.ToString() : "unknown";

}
